import { linesOf, matchLines } from '../compare/matchLines.ts';
import type { Piece } from './piece.ts';

/** Merges three texts of whole lines. What both sides changed without an unchanged line between is a conflict. */
export function mergeLines(base: string, ours: string, theirs: string): readonly Piece[] {
  if (ours === theirs || theirs === base) return [ours];
  if (ours === base) return [theirs];
  const [from, left, right] = [linesOf(base), linesOf(ours), linesOf(theirs)];
  const inLeft = new Map(matchLines(from, left));
  const inRight = new Map(matchLines(from, right));
  const pieces: Piece[] = [];
  const done = { base: 0, ours: 0, theirs: 0 };
  const take = (base: number, ours: number, theirs: number): void => {
    const segment = [
      from.slice(done.base, base),
      left.slice(done.ours, ours),
      right.slice(done.theirs, theirs),
    ] as const;
    pieces.push(...mergeSegment(...segment), ...from.slice(base, base + 1));
    Object.assign(done, { base: base + 1, ours: ours + 1, theirs: theirs + 1 });
  };
  for (let index = 0; index < from.length; index += 1) {
    const [l, r] = [inLeft.get(index), inRight.get(index)];
    if (l !== undefined && r !== undefined) take(index, l, r);
  }
  take(from.length, left.length, right.length);
  return pieces.filter((piece) => piece !== '');
}

function mergeSegment(base: readonly string[], ours: readonly string[], theirs: readonly string[]): readonly Piece[] {
  const [from, left, right] = [base.join(''), ours.join(''), theirs.join('')];
  if (left === right || right === from) return [left];
  if (left === from) return [right];
  const shorter = Math.min(ours.length, theirs.length);
  let head = 0;
  while (head < shorter && ours[head] === theirs[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && ours.at(-1 - tail) === theirs.at(-1 - tail)) tail += 1;
  const middle = (lines: readonly string[]): string => lines.slice(head, lines.length - tail).join('');
  return [
    ours.slice(0, head).join(''),
    { ours: middle(ours), theirs: middle(theirs) },
    ours.slice(ours.length - tail).join(''),
  ];
}
