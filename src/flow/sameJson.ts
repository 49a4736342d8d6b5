/** Whether two pieces of plain data say the same; the order of keys does not count. */
export function sameJson(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  const other = right as Readonly<Record<string, unknown>>;
  return keys.every(
    (key) => Object.hasOwn(other, key) && sameJson((left as Readonly<Record<string, unknown>>)[key], other[key]),
  );
}
