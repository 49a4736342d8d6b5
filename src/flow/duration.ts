const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;

/** How durations are written, for messages. */
export const DURATION_HELP = 'Write a number with a unit, such as 500ms, 30s, 10m or 2h.';

/** Milliseconds of a duration such as `500ms`, `30s`, `1.5m` or `2h`; undefined when the text is none. */
export function parseDuration(text: string): number | undefined {
  const match = DURATION.exec(text.trim());
  const unit = UNIT_MS[match?.[2] ?? ''];
  if (!match || unit === undefined) return undefined;
  const milliseconds = Math.round(Number(match[1]) * unit);
  return Number.isSafeInteger(milliseconds) ? milliseconds : undefined;
}

/** A duration as people read it: `850 ms`, `4.2 s`, `3 m 05 s`, `2 h 10 m`. */
export function formatDuration(milliseconds: number): string {
  if (!(milliseconds >= 0)) return '';
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 59_950) return `${(milliseconds / 1_000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1_000);
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} m ${twoDigits(seconds % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} m`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
