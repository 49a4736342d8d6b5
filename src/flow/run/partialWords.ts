import type { KeptOutputs, PartialSnapshot } from './partialRun.ts';
import { VERB_TITLES } from './selection.ts';

/** Writes the moment at which something ended, such as `11:02` or `20 Nov, 11:02`. */
export type Moment = (timeMs: number) => string;

/** What is said of a node that a run leaves out. */
export const LEFT_OUT_WORDS = 'not part of this run';

/** Where a kept node's outputs come from: `kept from the run of 11:02`, `pinned, from the run of 20 Nov, 11:02`. */
export function keptWords(kept: KeptOutputs, moment: Moment): string {
  const origin = `${kept.pinned ? 'pinned, ' : 'kept '}from the run of ${moment(kept.timeMs)}`;
  return kept.changed ? `${origin}; the node was changed since` : origin;
}

/**
 * The exact set of nodes that run and where every other value comes from, line by line: what was asked for, what runs,
 * what is kept from which run, what is left out. The same in the output channel and on the command line.
 * @param most Names that one line has at most; the others are counted.
 */
export function partialLines(
  partial: PartialSnapshot,
  moment: Moment,
  most = Number.POSITIVE_INFINITY,
): readonly string[] {
  const again = (partial.again ?? []).map(({ node, reason }) => `${node} (${reason})`);
  return [
    ...askedLine(partial),
    `Runs: ${list(partial.running, most)}`,
    ...(again.length > 0 ? [`Although it had succeeded: ${list(again, most)}`] : []),
    ...keptLines(partial, moment, most),
    ...(partial.inputsRunId === undefined ? [] : [`Inputs: as in run ${partial.inputsRunId}`]),
    ...(partial.leftOut.length > 0 ? [`Not part of this run: ${list(partial.leftOut, most)}`] : []),
  ];
}

function askedLine({ asked }: PartialSnapshot): readonly string[] {
  if (!asked) return [];
  const title = VERB_TITLES[asked.verb];
  if ('node' in asked) return [`${title}: ${asked.node}`];
  return [asked.baseRunId === undefined ? title : `${title} of run ${asked.baseRunId}`];
}

/** One line per run that something is kept from, pinned outputs apart, in the order in which they are first needed. */
function keptLines({ kept }: PartialSnapshot, moment: Moment, most: number): readonly string[] {
  const groups = new Map<string, { head: string; nodes: string[] }>();
  for (const { node, runId, timeMs, pinned, changed } of kept) {
    const key = `${pinned} ${runId}`;
    const head = `${pinned ? 'Pinned, ' : 'Kept '}from the run of ${moment(timeMs)} (${runId})`;
    const group = groups.get(key) ?? { head, nodes: [] };
    group.nodes.push(changed ? `${node} (changed since)` : node);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ head, nodes }) => `${head}: ${list(nodes, most)}`);
}

function list(names: readonly string[], most: number): string {
  if (names.length === 0) return 'nothing';
  if (names.length <= most) return names.join(', ');
  return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}
