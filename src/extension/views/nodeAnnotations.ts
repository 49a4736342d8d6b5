import { lastLogLine } from '../../flow/run/logTail.ts';
import { keptWords, type Moment } from '../../flow/run/partialWords.ts';
import type { NodeSnapshot } from '../../flow/run/snapshot.ts';
import type { PinRecord } from '../pins/pinStore.ts';
import type { EarlierResult } from '../runs/earlierResults.ts';
import type { RunRecord } from '../runs/runStore.ts';
import { firstLine, nodeReason, nodeWords } from './runWords.ts';
import { STATE_STYLES, type StateStyle } from './stateStyle.ts';

/** What looks the same in the gutter; `quiet` has no icon there: it is of an earlier run. */
export type GutterName = NonNullable<StateStyle['gutter']> | 'pinned' | 'quiet';

/** What stands behind a node's line in the text while its flow runs and after. */
export interface NodeAnnotation {
  readonly node: string;
  readonly gutter: GutterName;
  readonly text: string;
  /** The whole of it, for the hover. */
  readonly hover: string;
  /** The earlier run that this is of; absent for what the run on show did. */
  readonly runId?: string;
}

/** What annotations are made of. */
export interface AnnotationParts {
  /** The latest run of the flow. */
  readonly record: RunRecord | undefined;
  /** Results of earlier runs by node, for nodes that the run leaves out. */
  readonly earlier: ReadonlyMap<string, EarlierResult>;
  readonly pins: readonly PinRecord[];
  readonly moment: Moment;
}

const annotations = new WeakMap<NodeSnapshot, NodeAnnotation | null>();

/**
 * Annotations of all nodes that have something to tell, in document order, then those of pinned nodes that the run does not
 * know. Unchanged nodes give the same objects.
 */
export function nodeAnnotations({ record, earlier, pins, moment }: AnnotationParts): readonly NodeAnnotation[] {
  const pinned = new Map(pins.map((pin) => [pin.node, pin]));
  const own = (record?.nodeIds ?? []).filter((id) => !id.includes('/'));
  const told = own.flatMap((id) => {
    const node = record?.snapshot.nodes.get(id);
    const present = node
      ? node.leftOut
        ? earlierAnnotation(earlier.get(id), moment)
        : annotationOf(node, moment)
      : null;
    const pin = pinned.get(id);
    pinned.delete(id);
    const annotation = pin ? withPin(present, pin, moment) : present;
    return annotation ? [annotation] : [];
  });
  return pinned.size === 0 ? told : [...told, ...[...pinned.values()].map((pin) => withPin(null, pin, moment))];
}

function annotationOf(node: NodeSnapshot, moment: Moment): NodeAnnotation | null {
  let annotation = annotations.get(node);
  if (annotation === undefined) {
    annotation = makeAnnotation(node, moment);
    annotations.set(node, annotation);
  }
  return annotation;
}

/** `when` stands behind the state of a node that is of an earlier run. */
function makeAnnotation(node: NodeSnapshot, moment: Moment, when = ''): NodeAnnotation | null {
  if (node.kept) return keptAnnotation(node.id, node.kept, moment);
  const { gutter, mark } = STATE_STYLES[node.state];
  if (gutter === undefined) return null;
  const remark = node.state === 'running' ? runningRemark(node) : nodeReason(node);
  const text = `${mark} ${nodeWords(node, moment)}${when}${remark === undefined || remark === '' ? '' : `: ${remark}`}`;
  const hover = [text, node.failure?.message, node.failure?.detail].filter(Boolean).join('\n\n');
  return { node: node.id, gutter, text, hover };
}

function keptAnnotation(node: string, kept: NonNullable<NodeSnapshot['kept']>, moment: Moment): NodeAnnotation {
  const text = keptWords(kept, moment);
  return { node, gutter: kept.pinned ? 'pinned' : 'quiet', text, hover: text, runId: kept.runId };
}

/** A node that the run leaves out goes on saying what is known of it, and of when. */
function earlierAnnotation(result: EarlierResult | undefined, moment: Moment): NodeAnnotation | null {
  if (!result) return null;
  const { finishedMs } = result.node;
  const when = finishedMs === undefined ? '' : ` · run of ${moment(finishedMs)}`;
  const own = makeAnnotation(result.node, moment, when);
  return own && { ...own, gutter: 'quiet', runId: result.runId };
}

function withPin(own: NodeAnnotation | null, pin: PinRecord, moment: Moment): NodeAnnotation {
  if (own?.gutter === 'pinned') return own;
  if (!own || own.gutter === 'quiet') {
    return keptAnnotation(pin.node, { ...pin, pinned: true, changed: false }, moment);
  }
  return { ...own, text: `${own.text} · pinned`, hover: `${own.hover}\n\nPinned: the next run does not run it.` };
}

function runningRemark(node: NodeSnapshot): string | undefined {
  if (node.progress?.message) return firstLine(node.progress.message);
  const line = lastLogLine(node.logTail);
  return line === undefined ? undefined : firstLine(line);
}
