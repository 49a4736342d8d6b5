/**
 * Gives `next`, but with every part that equals its counterpart in `previous` replaced by that counterpart, so that
 * an untouched part keeps its identity. Both are plain JSON.
 */
export function reuse<T>(previous: unknown, next: T): T {
  if (Object.is(previous, next)) return next;
  if (Array.isArray(next)) return Array.isArray(previous) ? reuseList(previous, next) : next;
  if (isObject(next)) return isObject(previous) ? reuseObject(previous, next) : next;
  return next;
}

function reuseList<T extends readonly unknown[]>(previous: readonly unknown[], next: T): T {
  let same = previous.length === next.length;
  const merged = next.map((item, index) => {
    const part = reuse(previous[index], item);
    if (part !== previous[index]) same = false;
    return part;
  });
  return (same ? previous : merged) as T;
}

function reuseObject<T extends object>(previous: object, next: T): T {
  const before = previous as Record<string, unknown>;
  const keys = Object.keys(next);
  let same = keys.length === Object.keys(previous).length;
  const merged: Record<string, unknown> = {};
  for (const key of keys) {
    const part = reuse(before[key], (next as Record<string, unknown>)[key]);
    merged[key] = part;
    if (part !== before[key] || !(key in before)) same = false;
  }
  return (same ? previous : merged) as T;
}

/** Like `reuse` for a list whose items have ids: an item is compared with the one of its id, wherever that stood. */
export function reuseById<T extends { readonly id: string }>(previous: readonly T[], next: readonly T[]): readonly T[] {
  const byId = new Map(previous.map((item) => [item.id, item]));
  let same = previous.length === next.length;
  const merged = next.map((item, index) => {
    const part = reuse(byId.get(item.id), item);
    if (part !== previous[index]) same = false;
    return part;
  });
  return same ? previous : merged;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
