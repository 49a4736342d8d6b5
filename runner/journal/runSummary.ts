import { readFileSync, statSync, writeFileSync } from 'node:fs';
import type { RunState } from '../../src/flow/run/snapshot.ts';
import { summaryPathOf } from './runFolder.ts';

const FORMAT = 1;

/** A larger file is none that we have written. */
const SUMMARY_BYTES_LIMIT = 256 * 1024;

/** Characters of a reason that a summary keeps; the journal has all of it. */
const REASON_CHARACTERS = 2_000;

/** What a run came to, in a small file, so that nobody has to read its journal to list it. Times are milliseconds. */
export interface RunSummary {
  readonly runId: string;
  readonly flowName: string;
  readonly flowSource: string;
  readonly state: RunState;
  /** In words; empty for a run that succeeded. */
  readonly reason: string;
  readonly startedMs: number;
  readonly durationMs: number;
  readonly nodes: number;
  /** Bytes of its journal and logs. */
  readonly ownBytes: number;
  /** Bytes of the stored values that it made; other runs may have made the same ones. */
  readonly storedBytes: number;
}

/**
 * Writes the summary of a run that has ended.
 * @throws when the file system refuses
 */
export function writeSummary(runFolder: string, summary: RunSummary): void {
  const reason = summary.reason.slice(0, REASON_CHARACTERS);
  writeFileSync(summaryPathOf(runFolder), JSON.stringify({ format: FORMAT, ...summary, reason }));
}

/** The summary of the run of a folder. Undefined when it has none that can be read, as of a run whose runner was lost. */
export function readSummary(runFolder: string): RunSummary | undefined {
  const path = summaryPathOf(runFolder);
  try {
    const size = statSync(path, { throwIfNoEntry: false })?.size;
    if (size === undefined || size > SUMMARY_BYTES_LIMIT) return undefined;
    const found = JSON.parse(readFileSync(path, 'utf8')) as (RunSummary & { readonly format: number }) | null;
    if (found?.format !== FORMAT || !isSummary(found)) return undefined;
    const { format: _format, ...summary } = found;
    return summary;
  } catch {
    return undefined;
  }
}

function isSummary(found: RunSummary): boolean {
  const texts = [found.runId, found.flowName, found.flowSource, found.state, found.reason];
  const numbers = [found.startedMs, found.durationMs, found.nodes, found.ownBytes, found.storedBytes];
  return texts.every((text) => typeof text === 'string') && numbers.every(Number.isFinite);
}
