import { formatDuration } from '../../flow/duration.ts';
import { useElapsed } from './useElapsed.ts';

/** A running clock. It alone renders again with each tick. */
export function Elapsed({ startedMs }: { startedMs: number | undefined }) {
  const elapsed = useElapsed(startedMs);
  return <span className="elapsed">{elapsed === undefined ? '' : formatDuration(elapsed)}</span>;
}
