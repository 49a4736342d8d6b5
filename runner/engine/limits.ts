import type { Limits } from '../../proto/messages.ts';

/** The limits of one run, all of them set. */
export interface RunLimits {
  /** 0: none. */
  readonly runTimeoutMs: number;
  /** Between the polite signal and the kill. */
  readonly graceMs: number;
  readonly inlineValueBytes: number;
  readonly previewBytes: number;
  /** Log text per second and node that goes on the wire. */
  readonly logBytesPerSecond: number;
  /** Runs that the state folder keeps, those under way not counted. */
  readonly keptRuns: number;
  /** Journals, logs and stored values that the state folder keeps, in bytes. */
  readonly keptBytes: number;
}

/** What holds where a request says nothing. */
export const DEFAULT_LIMITS: RunLimits = {
  runTimeoutMs: 0,
  graceMs: 5_000,
  inlineValueBytes: 64 * 1024,
  previewBytes: 4 * 1024,
  logBytesPerSecond: 1024 * 1024,
  keptRuns: 50,
  keptBytes: 4 * 1024 * 1024 * 1024,
};

/** Events that wait in memory for a reader from which on log text and progress are left out for it, in bytes. */
export const WIRE_LOG_BACKLOG_BYTES = 1024 * 1024;

/** Events that wait in memory for a reader from which on no node is started until it has caught up, in bytes. */
export const WIRE_BACKLOG_BYTES = 16 * 1024 * 1024;

/** Longest delay that a timer can count; a longer one would fire at once. Nearly 25 days. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Where the growing delays between attempts stop to grow, unless the flow says so itself. */
export const LONGEST_RETRY_DELAY_MS = 5 * 60_000;

/** Most nodes that a request may want to run at the same time. */
export const HIGHEST_CONCURRENCY = 1_024;

/** Most runs that one runner has under way; each of them has its own concurrency. */
export const RUNS_AT_ONCE = 64;

/** Longest path of ids of a node in flows within each other; it is the path of a log file, too. */
export const LONGEST_NODE_PATH = 1_000;

/** Most items of a list that a node runs for. */
export const MOST_ITEMS = 100_000;

/** Outputs of the items of one node that are kept in memory, in bytes of JSON; larger ones beyond it are stored. */
export const ITEM_OUTPUT_BYTES = 16 * 1024 * 1024;

/** Smallest output of an item that is worth a file, in bytes of JSON. */
export const SMALLEST_SPILL_BYTES = 1024;

/** Failed items of one node that are told in words; the others are counted. */
export const FAILED_ITEMS_TOLD = 10;

/** Longest line of an item's log; a longer one is broken. */
export const ITEM_LINE_BYTES = 32 * 1024;

/** Longest time that ready in-process nodes may keep cancels and other runs waiting, in milliseconds. */
export const LONGEST_TURN_MS = 8;

/** Fills in the defaults: zero and absent mean the runner's own value. */
export function resolveLimits(limits: Limits | null | undefined): RunLimits {
  return {
    runTimeoutMs: limits?.runTimeoutMs || DEFAULT_LIMITS.runTimeoutMs,
    graceMs: limits?.graceMs || DEFAULT_LIMITS.graceMs,
    inlineValueBytes: limits?.inlineValueBytes || DEFAULT_LIMITS.inlineValueBytes,
    previewBytes: limits?.previewBytes || DEFAULT_LIMITS.previewBytes,
    logBytesPerSecond: limits?.logBytesPerSecond || DEFAULT_LIMITS.logBytesPerSecond,
    keptRuns: limits?.keptRuns || DEFAULT_LIMITS.keptRuns,
    keptBytes: limits?.keptBytes || DEFAULT_LIMITS.keptBytes,
  };
}
