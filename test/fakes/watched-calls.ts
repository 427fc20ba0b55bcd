/** Writes the name of every call of a port, and of its parts, into `calls`. */
export function watchCalls(port: object, calls: string[], path = ''): void {
  for (const [name, value] of Object.entries(port)) {
    const called = path === '' ? name : `${path}.${name}`;
    if (typeof value === 'object' && value !== null) watchCalls(value, calls, called);
    if (typeof value !== 'function') continue;
    Reflect.set(port, name, (...args: readonly unknown[]): unknown => {
      calls.push(called);
      return Reflect.apply(value, port, args);
    });
  }
}
