/**
 * Sets a key of an object that was written by an author. `__proto__` becomes an ordinary key like any other instead of
 * replacing the object's prototype.
 */
export function setOwn<Value>(object: Record<string, Value>, key: string, value: Value): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    object[key] = value;
  }
}

/** The value of an object's own key; undefined for keys that it only inherits, such as `constructor`. */
export function ownValue<Value>(object: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
