const UNITS = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

/** A duration as the file writes it, in the largest unit that says it exactly: `90s`, `2h`, `250ms`. */
export function durationText(milliseconds: number): string {
  for (const [unit, size] of UNITS)
    if (milliseconds >= size && milliseconds % size === 0) return `${milliseconds / size}${unit}`;
  return `${milliseconds}ms`;
}
