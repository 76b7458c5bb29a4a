/** Sets a key of a plain object as its own, whatever it is called: `__proto__` stays a key like any other. */
export function setOwn<T>(map: { [key: string]: T }, key: string, value: T): void {
  if (key === '__proto__')
    Object.defineProperty(map, key, { value, enumerable: true, writable: true, configurable: true })
  else map[key] = value
}
