/** Most lines that are gone and new between two texts for them to be matched; beyond it they count as all different. */
const DIFFERENCES_FOLLOWED = 1_000;

/** Lines `left[l]` and `right[r]` that are the same line. */
export type LineMatch = readonly [l: number, r: number];

/** The lines of a text, each with its line ending. */
export function linesOf(text: string): readonly string[] {
  return text === '' ? [] : (text.match(/[^\n]*\n|[^\n]+$/g) ?? []);
}

/** The longest run of lines that two texts share, in order: what a line diff leaves as it is. */
export function matchLines(left: readonly string[], right: readonly string[]): readonly LineMatch[] {
  const shorter = Math.min(left.length, right.length);
  let head = 0;
  while (head < shorter && left[head] === right[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && left[left.length - 1 - tail] === right[right.length - 1 - tail]) tail += 1;
  const middle = matchMiddle(left.slice(head, left.length - tail), right.slice(head, right.length - tail));
  return [
    ...range(head).map((index): LineMatch => [index, index]),
    ...middle.map(([l, r]): LineMatch => [l + head, r + head]),
    ...range(tail).map((index): LineMatch => [left.length - tail + index, right.length - tail + index]),
  ];
}

/** E. W. Myers, An O(ND) difference algorithm (1986): the furthest point on each diagonal for ever more differences. */
function matchMiddle(left: readonly string[], right: readonly string[]): readonly LineMatch[] {
  const most = Math.min(left.length + right.length, DIFFERENCES_FOLLOWED);
  const furthest = new Map<number, number>([[1, 0]]);
  const trace: Map<number, number>[] = [];
  for (let differences = 0; differences <= most; differences += 1) {
    trace.push(new Map(furthest));
    for (let diagonal = -differences; diagonal <= differences; diagonal += 2) {
      let l = startOn(furthest, diagonal, differences);
      while (l < left.length && l - diagonal < right.length && left[l] === right[l - diagonal]) l += 1;
      furthest.set(diagonal, l);
      if (l >= left.length && l - diagonal >= right.length) return walkBack(trace, left.length, right.length);
    }
  }
  return [];
}

function startOn(furthest: ReadonlyMap<number, number>, diagonal: number, differences: number): number {
  const above = furthest.get(diagonal + 1) ?? -1;
  const below = furthest.get(diagonal - 1) ?? -1;
  return diagonal === -differences || (diagonal !== differences && below < above) ? above : below + 1;
}

function walkBack(trace: readonly ReadonlyMap<number, number>[], length: number, otherLength: number): LineMatch[] {
  const matches: LineMatch[] = [];
  let [l, r] = [length, otherLength];
  for (let differences = trace.length - 1; differences >= 0; differences -= 1) {
    const furthest = trace[differences] ?? new Map<number, number>();
    const diagonal = l - r;
    const start = startOn(furthest, diagonal, differences);
    while (l > start && r > 0 && l > 0) {
      l -= 1;
      r -= 1;
      matches.push([l, r]);
    }
    const isDown = diagonal === -differences || (diagonal !== differences && isAbove(furthest, diagonal));
    if (isDown) r -= 1;
    else l -= 1;
  }
  return matches.reverse();
}

function isAbove(furthest: ReadonlyMap<number, number>, diagonal: number): boolean {
  return (furthest.get(diagonal - 1) ?? -1) < (furthest.get(diagonal + 1) ?? -1);
}

function range(length: number): readonly number[] {
  return Array.from({ length }, (_, index) => index);
}
