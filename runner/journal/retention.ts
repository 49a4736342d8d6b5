/** How much of the past a state folder keeps. */
export interface RetentionLimits {
  /** Runs; those under way are not counted and never removed. */
  readonly runs: number;
  /** Bytes of journals, logs and stored values together. The newest run is kept however large it is. */
  readonly bytes: number;
}

/** A run in a state folder. Times are milliseconds. */
export interface PastRun {
  readonly name: string;
  readonly startedMs: number;
  readonly changedMs: number;
  /** Of its journal and logs. */
  readonly bytes: number;
  readonly isUnderWay: boolean;
}

/** Content in a state folder's store. */
export interface PastContent {
  /** When it was last stored: nothing that a run refers to is older than the run. */
  readonly storedMs: number;
  readonly bytes: number;
}

/** What goes. */
export interface Removal {
  /** Names of runs. */
  readonly runs: readonly string[];
  /** Content that was last stored before this time is referred to by no run that is left; 0 when no run is. */
  readonly contentBeforeMs: number;
}

/**
 * Chooses what a state folder forgets: the runs that were not touched for longest, as many as are too many or take too
 * much room together with the content that only they may need.
 */
export function chooseRemoval(
  runs: readonly PastRun[],
  content: readonly PastContent[],
  limits: RetentionLimits,
): Removal {
  const newest = runs.toSorted((a, b) => b.changedMs - a.changedMs || (a.name < b.name ? 1 : -1));
  const active = newest.filter((run) => run.isUnderWay);
  const byTime = content.toSorted((a, b) => b.storedMs - a.storedMs);
  const removed: string[] = [];
  let startedMs = Math.min(Number.POSITIVE_INFINITY, ...active.map((run) => run.startedMs));
  let bytes = active.reduce((sum, run) => sum + run.bytes, 0);
  let counted = 0;
  let kept = 0;
  for (const run of newest) {
    if (run.isUnderWay) continue;
    const reach = Math.min(startedMs, run.startedMs);
    for (let next = byTime[counted]; next && next.storedMs >= reach; next = byTime[++counted]) bytes += next.bytes;
    const isRoom = kept < limits.runs && bytes + run.bytes <= limits.bytes;
    if ((isRoom && removed.length === 0) || kept === 0) {
      bytes += run.bytes;
      startedMs = reach;
      kept += 1;
    } else removed.push(run.name);
  }
  return { runs: removed, contentBeforeMs: Number.isFinite(startedMs) ? startedMs : 0 };
}
