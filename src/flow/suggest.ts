import { closest, distance } from 'fastest-levenshtein';

/** Most candidates that are compared; beyond it a suggestion would cost more than it helps. */
const CANDIDATES_COMPARED = 2_000;

/** Any other name is as near to a name of one letter. */
const SHORTEST = 2;

/**
 * The candidate that the author probably meant, or undefined when none is near: up to a third of the letters may be
 * wrong, case does not count.
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase();
  const byLowerCase = new Map<string, string>();
  for (const candidate of candidates) {
    if (candidate !== name && !byLowerCase.has(candidate.toLowerCase())) {
      byLowerCase.set(candidate.toLowerCase(), candidate);
    }
    if (byLowerCase.size >= CANDIDATES_COMPARED) break;
  }
  if (wanted.length < SHORTEST || byLowerCase.size === 0) return undefined;
  const found = closest(wanted, [...byLowerCase.keys()]);
  return distance(wanted, found) <= allowedDistance(wanted, found) ? byLowerCase.get(found) : undefined;
}

/** A third of the letters; two letters that changed places count as two wrong ones. */
function allowedDistance(wanted: string, found: string): number {
  const third = Math.max(1, Math.floor(Math.max(wanted.length, found.length) / 3));
  return sortedLetters(wanted) === sortedLetters(found) ? Math.max(2, third) : third;
}

function sortedLetters(text: string): string {
  return [...text].sort().join('');
}

/** ` Did you mean "x"?` with a leading space, or nothing. */
export function didYouMean(suggestion: string | undefined): string {
  return suggestion === undefined ? '' : ` Did you mean "${suggestion}"?`;
}
