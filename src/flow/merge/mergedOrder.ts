/**
 * The keys of a merged map: those of ours, in the order of theirs where only they changed it, and each that only theirs
 * has behind the one that it follows there, after what ours put in the same place.
 */
export function mergedOrder(
  base: readonly string[],
  ours: readonly string[],
  theirs: readonly string[],
): readonly string[] {
  const known = new Set(base);
  const inTheirs = new Set(theirs);
  const order = [...reordered(base, ours, theirs)];
  const present = new Set(order);
  let previous: string | undefined;
  for (const key of theirs) {
    if (!present.has(key)) {
      let at = previous === undefined ? 0 : order.indexOf(previous) + 1;
      while (at < order.length && !known.has(order[at] ?? '') && !inTheirs.has(order[at] ?? '')) at += 1;
      order.splice(at, 0, key);
      present.add(key);
    }
    previous = key;
  }
  return order;
}

/** Ours, with the keys that all have in common in the order of theirs where ours left that as it was. */
function reordered(base: readonly string[], ours: readonly string[], theirs: readonly string[]): readonly string[] {
  const [inOurs, inTheirs] = [new Set(ours), new Set(theirs)];
  const everywhere = new Set(base.filter((key) => inOurs.has(key) && inTheirs.has(key)));
  const common = (keys: readonly string[]): readonly string[] => keys.filter((key) => everywhere.has(key));
  const [first, second, third] = [common(base), common(ours), common(theirs)];
  if (!first.every((key, index) => second[index] === key) || first.every((key, index) => third[index] === key)) {
    return ours;
  }
  let next = 0;
  return ours.map((key) => {
    if (!everywhere.has(key)) return key;
    next += 1;
    return third[next - 1] ?? key;
  });
}
