import { lastLogLine } from '../../flow/run/logTail.ts';
import type { NodeSnapshot } from '../../flow/run/snapshot.ts';
import type { RunRecord } from '../runs/runStore.ts';
import { firstLine, nodeReason, nodeWords } from './runWords.ts';
import { STATE_STYLES, type StateStyle } from './stateStyle.ts';

/** Group of states that look the same in the gutter. */
export type GutterName = NonNullable<StateStyle['gutter']>;

/** What stands behind a node's line in the text while its flow runs and after. */
export interface NodeAnnotation {
  readonly node: string;
  readonly gutter: GutterName;
  readonly text: string;
  /** The whole of it, for the hover. */
  readonly hover: string;
}

const annotations = new WeakMap<NodeSnapshot, NodeAnnotation | null>();

/** Annotations of all nodes that have something to tell, in document order. Unchanged nodes give the same objects. */
export function nodeAnnotations(record: RunRecord): readonly NodeAnnotation[] {
  return record.nodeIds.flatMap((id) => {
    const node = record.snapshot.nodes.get(id);
    const annotation = node && annotationOf(node);
    return annotation ? [annotation] : [];
  });
}

function annotationOf(node: NodeSnapshot): NodeAnnotation | null {
  let annotation = annotations.get(node);
  if (annotation === undefined) {
    annotation = makeAnnotation(node);
    annotations.set(node, annotation);
  }
  return annotation;
}

function makeAnnotation(node: NodeSnapshot): NodeAnnotation | null {
  const { gutter, mark } = STATE_STYLES[node.state];
  if (gutter === undefined) return null;
  const remark = node.state === 'running' ? runningRemark(node) : nodeReason(node);
  const text = `${mark} ${nodeWords(node)}${remark === undefined || remark === '' ? '' : `: ${remark}`}`;
  const hover = [text, node.failure?.message, node.failure?.detail].filter(Boolean).join('\n\n');
  return { node: node.id, gutter, text, hover };
}

function runningRemark(node: NodeSnapshot): string | undefined {
  if (node.progress?.message) return firstLine(node.progress.message);
  const line = lastLogLine(node.logTail);
  return line === undefined ? undefined : firstLine(line);
}
