/** Random part of a run's id, in bytes. */
const RANDOM_BYTES = 3;

/** A run's id: sortable by the time of its start (UTC), and unique by its random end, such as `20261120-093012-4f2a9c`. */
export function makeRunId(now: Date, random: (bytes: number) => Uint8Array): string {
  const [date = '', time = ''] = now.toISOString().split('T');
  const end = Buffer.from(random(RANDOM_BYTES)).toString('hex');
  return `${date.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}-${end}`;
}
