import { outerNodeId } from '../../flow/compile/nodeIds.ts';
import { lastLogLine } from '../../flow/run/logTail.ts';
import { keptWords, LEFT_OUT_WORDS, type Moment } from '../../flow/run/partialWords.ts';
import { processWords } from '../../flow/run/processWords.ts';
import { unfinishedVerb } from '../../flow/run/selection.ts';
import type { NodeSnapshot } from '../../flow/run/snapshot.ts';
import type { NodePartView, NodeRunView, RunView } from '../../messages/run.ts';
import { STATE_STYLES } from '../views/stateStyle.ts';
import type { EarlierResult } from './earlierResults.ts';
import type { RunRecord } from './runStore.ts';

/** Views by snapshot: an untouched node is not rendered again. */
const views = new WeakMap<NodeSnapshot, NodeRunView>();

/** What a view of a run is made with beside the run. */
export interface RunViewParts {
  /** Results of earlier runs by node, for nodes that the run leaves out. */
  readonly earlier: ReadonlyMap<string, EarlierResult>;
  readonly moment: Moment;
}

/** A run as a canvas shows it: the nodes that it draws. Those of flows within the run are told by the node of each. */
export function runView(record: RunRecord, parts: RunViewParts): RunView {
  const { snapshot } = record;
  const nodes: NodeRunView[] = [];
  for (const node of snapshot.nodes.values()) {
    if (isDrawn(node.id) && (node.state !== 'pending' || node.leftOut)) nodes.push(nodeView(node, parts));
  }
  const processes = processWords(snapshot);
  const asked = snapshot.partial?.asked;
  const unfinished = unfinishedVerb(snapshot.state);
  return {
    runId: snapshot.runId,
    state: snapshot.state,
    cancelling: snapshot.cancelling,
    ...pick(snapshot, ['startedMs', 'durationMs', 'reason']),
    ...(processes === '' ? {} : { processes }),
    nodes,
    totalNodes: (snapshot.partial?.running ?? record.nodeIds).filter(isDrawn).length,
    ...(asked && { asked }),
    ...(unfinished && { unfinished }),
  };
}

function isDrawn(id: string): boolean {
  return outerNodeId(id) === id;
}

function nodeView(node: NodeSnapshot, parts: RunViewParts): NodeRunView {
  let view = views.get(node);
  if (!view) {
    view = makeNodeView(node, parts);
    views.set(node, view);
  }
  return view;
}

function makeNodeView(node: NodeSnapshot, { earlier, moment }: RunViewParts): NodeRunView {
  if (node.leftOut) return leftOutView(node, earlier.get(node.id), moment);
  const lastLine = node.state === 'running' ? lastLogLine(node.logTail) : undefined;
  return {
    id: node.id,
    state: node.state,
    attempt: node.attempt,
    ...pick(node, ['startedMs', 'durationMs', 'progress', 'reason']),
    ...(lastLine === undefined ? {} : { lastLogLine: lastLine }),
    ...(node.failure ? { failure: node.failure.message } : {}),
    ...(node.kept ? { part: keptPart(node.kept, moment) } : {}),
  };
}

function keptPart(kept: NonNullable<NodeSnapshot['kept']>, moment: Moment): NodePartView {
  return { role: kept.pinned ? 'pinned' : 'kept', words: keptWords(kept, moment), runId: kept.runId };
}

function leftOutView(node: NodeSnapshot, result: EarlierResult | undefined, moment: Moment): NodeRunView {
  if (!result) {
    return { id: node.id, state: 'skipped', attempt: 0, part: { role: 'left-out', words: LEFT_OUT_WORDS } };
  }
  const { state, attempt, finishedMs, failure } = result.node;
  const when = finishedMs === undefined ? '' : ` in the run of ${moment(finishedMs)}`;
  const words = `${LEFT_OUT_WORDS}; ${STATE_STYLES[state].word}${when}`;
  return {
    id: node.id,
    state,
    attempt,
    ...pick(result.node, ['durationMs']),
    ...(failure ? { failure: failure.message } : {}),
    part: { role: 'left-out', words, runId: result.runId },
  };
}

/** Copies the named fields that are there: an absent field and an undefined one are not the same in a message. */
function pick<T extends object, K extends keyof T>(source: T, names: readonly K[]): Pick<T, K> {
  return Object.fromEntries(
    names.flatMap((name) => (source[name] === undefined ? [] : [[name, source[name]]])),
  ) as Pick<T, K>;
}
