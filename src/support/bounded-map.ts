/** Sets an entry as the newest; beyond `maxCount` the oldest goes. */
export function setBounded<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, maxCount: number): void {
  map.delete(key);
  map.set(key, value);
  const oldest = map.keys().next();
  if (map.size > maxCount && oldest.done !== true) map.delete(oldest.value);
}
