/** Something that happens once and can be waited for. */
export interface Signal {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

/** Makes a signal that has not happened. */
export function createSignal(): Signal {
  let settle: () => void = () => undefined;
  const promise = new Promise<void>((resolve) => {
    settle = resolve;
  });
  return { promise, resolve: () => settle() };
}
