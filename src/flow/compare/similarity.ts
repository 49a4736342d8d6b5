/** What something consists of, each part with its weight. */
export type Features = ReadonlyMap<string, number>;

/** Something with a name that has no counterpart of that name. */
export interface Unmatched {
  readonly name: string;
  readonly features: Features;
}

/** Part of two things that must agree for one to be the other under a new name; as much as git asks of renamed files. */
const LEAST_SIMILARITY = 0.5;

/** Pairs that are compared for their likeness; where there are more, only those that are alike in everything count. */
const PAIRS_COMPARED = 250_000;

interface Pair {
  readonly left: number;
  readonly right: number;
  readonly score: number;
}

/**
 * Which of the things on one side is which on the other: the likest pairs first, of equals those that stand nearest to
 * the beginning. The same pairs come out when the sides are swapped.
 *
 * @returns names on the right by names on the left.
 */
export function matchByContent(left: readonly Unmatched[], right: readonly Unmatched[]): ReadonlyMap<string, string> {
  const pairs = left.length * right.length > PAIRS_COMPARED ? equalPairs(left, right) : likePairs(left, right);
  const taken = { left: new Set<number>(), right: new Set<number>() };
  const matches = new Map<string, string>();
  for (const pair of pairs.toSorted(byLikeness)) {
    const [from, to] = [left[pair.left], right[pair.right]];
    if (!from || !to || taken.left.has(pair.left) || taken.right.has(pair.right)) continue;
    taken.left.add(pair.left);
    taken.right.add(pair.right);
    matches.set(from.name, to.name);
  }
  return matches;
}

/** Twice the weight of what two things share, by the weight of both; 1 for equals. */
export function similarity(left: Features, right: Features): number {
  const total = weightOf(left) + weightOf(right);
  if (total === 0) return 0;
  let shared = 0;
  for (const [feature, weight] of left) shared += Math.min(weight, right.get(feature) ?? 0);
  return (2 * shared) / total;
}

function likePairs(left: readonly Unmatched[], right: readonly Unmatched[]): Pair[] {
  return left.flatMap((from, leftIndex) =>
    right.flatMap((to, rightIndex) => {
      const score = similarity(from.features, to.features);
      return score >= LEAST_SIMILARITY ? [{ left: leftIndex, right: rightIndex, score }] : [];
    }),
  );
}

/** Of things that are alike in everything, the first with the first and so on. */
function equalPairs(left: readonly Unmatched[], right: readonly Unmatched[]): Pair[] {
  const waiting = new Map<string, number[]>();
  right.forEach(({ features }, index) => {
    const key = keyOf(features);
    const indexes = waiting.get(key);
    if (indexes) indexes.push(index);
    else waiting.set(key, [index]);
  });
  const used = new Map<string, number>();
  return left.flatMap(({ features }, index) => {
    const key = keyOf(features);
    const turn = used.get(key) ?? 0;
    const match = waiting.get(key)?.[turn];
    used.set(key, turn + 1);
    return match === undefined || features.size === 0 ? [] : [{ left: index, right: match, score: 1 }];
  });
}

/** Ties that this leaves are between pairs that have nothing in common. */
function byLikeness(first: Pair, second: Pair): number {
  return (
    second.score - first.score ||
    first.left + first.right - (second.left + second.right) ||
    Math.abs(first.left - first.right) - Math.abs(second.left - second.right)
  );
}

function weightOf(features: Features): number {
  let weight = 0;
  for (const part of features.values()) weight += part;
  return weight;
}

function keyOf(features: Features): string {
  return JSON.stringify([...features].toSorted(([left], [right]) => (left < right ? -1 : 1)));
}
