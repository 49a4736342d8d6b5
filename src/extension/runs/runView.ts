import { lastLogLine } from '../../flow/run/logTail.ts';
import { processWords } from '../../flow/run/processWords.ts';
import type { NodeSnapshot } from '../../flow/run/snapshot.ts';
import type { NodeRunView, RunView } from '../../messages/run.ts';
import type { RunRecord } from './runStore.ts';

/** Views by snapshot: an untouched node is not rendered again. */
const views = new WeakMap<NodeSnapshot, NodeRunView>();

/** A run as a canvas shows it. */
export function runView(record: RunRecord): RunView {
  const { snapshot } = record;
  const nodes: NodeRunView[] = [];
  for (const node of snapshot.nodes.values()) if (node.state !== 'pending') nodes.push(nodeView(node));
  const processes = processWords(snapshot);
  return {
    runId: snapshot.runId,
    state: snapshot.state,
    cancelling: snapshot.cancelling,
    ...pick(snapshot, ['startedMs', 'durationMs', 'reason']),
    ...(processes === '' ? {} : { processes }),
    nodes,
    totalNodes: record.nodeIds.length,
  };
}

function nodeView(node: NodeSnapshot): NodeRunView {
  let view = views.get(node);
  if (!view) {
    view = makeNodeView(node);
    views.set(node, view);
  }
  return view;
}

function makeNodeView(node: NodeSnapshot): NodeRunView {
  const lastLine = node.state === 'running' ? lastLogLine(node.logTail) : undefined;
  return {
    id: node.id,
    state: node.state,
    attempt: node.attempt,
    ...pick(node, ['startedMs', 'durationMs', 'progress', 'reason']),
    ...(lastLine === undefined ? {} : { lastLogLine: lastLine }),
    ...(node.failure ? { failure: node.failure.message } : {}),
  };
}

/** Copies the named fields that are there: an absent field and an undefined one are not the same in a message. */
function pick<T extends object, K extends keyof T>(source: T, names: readonly K[]): Pick<T, K> {
  return Object.fromEntries(
    names.flatMap((name) => (source[name] === undefined ? [] : [[name, source[name]]])),
  ) as Pick<T, K>;
}
