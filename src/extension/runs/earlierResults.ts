import type { PartialSnapshot } from '../../flow/run/partialRun.ts';
import type { NodeSnapshot, NodeState } from '../../flow/run/snapshot.ts';
import type { RunRecord } from './runStore.ts';

/** How a node fared in an earlier run. */
export interface EarlierResult {
  readonly runId: string;
  readonly node: NodeSnapshot;
}

const RESULTS: ReadonlySet<NodeState> = new Set(['succeeded', 'cached', 'failed', 'crashed', 'timed-out']);

const NONE: ReadonlyMap<string, EarlierResult> = new Map();
/** By the parts of a run, which stay the same object while it goes on; the runs before it are over. */
const known = new WeakMap<PartialSnapshot, ReadonlyMap<string, EarlierResult>>();

/**
 * For each node that a run leaves out: how it fared in the latest run of the flow before that which ran it. What is known of
 * it stays true, so that is what people go on seeing; a part that is run must not make the rest of the flow forget.
 * @param runs All runs, newest first.
 */
export function earlierResults(record: RunRecord, runs: readonly RunRecord[]): ReadonlyMap<string, EarlierResult> {
  const { partial } = record.snapshot;
  if (!partial || partial.leftOut.length === 0) return NONE;
  let results = known.get(partial);
  if (!results) {
    results = collect(partial.leftOut, runsBefore(record, runs));
    known.set(partial, results);
  }
  return results;
}

function runsBefore(record: RunRecord, runs: readonly RunRecord[]): readonly RunRecord[] {
  const ofFlow = runs.filter(({ flow }) => flow === record.flow);
  const index = ofFlow.findIndex(({ runId }) => runId === record.runId);
  return index < 0 ? [] : ofFlow.slice(index + 1);
}

function collect(nodes: readonly string[], runs: readonly RunRecord[]): ReadonlyMap<string, EarlierResult> {
  const results = new Map<string, EarlierResult>();
  for (const id of nodes) {
    for (const { runId, snapshot } of runs) {
      const node = snapshot.nodes.get(id);
      if (!node || node.kept || node.leftOut || !RESULTS.has(node.state)) continue;
      results.set(id, { runId, node });
      break;
    }
  }
  return results;
}
