import { randomBytes } from 'node:crypto';

/** What a run id may look like: it names a folder on every platform. */
export const RUN_ID_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** A new run id such as `20261120-093012-4f2a9c`: sorts by time, and two of the same second differ. UTC. */
export function makeRunId(timeMs: number): string {
  const [date = '', time = ''] = new Date(timeMs).toISOString().split('T');
  return `${date.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}-${randomBytes(3).toString('hex')}`;
}
