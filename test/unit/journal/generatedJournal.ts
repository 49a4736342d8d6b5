import fc from 'fast-check';
import { encodeFrame, joinChunks } from '../../../proto/framing.ts';
import { millrace } from '../../../proto/generated/execution.js';
import type { ExecutionEvent } from '../../../proto/messages.ts';

/** The journal of a run that never was. */
export interface GeneratedJournal {
  readonly events: readonly ExecutionEvent[];
  readonly bytes: Uint8Array;
  /** Where each event ends. */
  readonly ends: readonly number[];
}

const { NODE_STATUS_SUCCEEDED, NODE_STATUS_FAILED } = millrace.v1.NodeStatus;
const node = fc.constantFrom('fetch', 'clean', 'report');

/** What may happen after the start of a run; texts are long enough for lengths of several bytes. */
const happening: fc.Arbitrary<ExecutionEvent> = fc.oneof(
  node.map((id) => ({ nodeReady: { node: id } })),
  node.map((id) => ({ nodeStarted: { node: id, attempt: 1, processId: 4711, command: `echo ${id}` } })),
  fc
    .tuple(node, fc.string({ unit: 'binary', maxLength: 300 }))
    .map(([id, text]) => ({ nodeLog: { node: id, stream: 1, text, droppedBytes: 0 } })),
  fc
    .tuple(node, fc.string({ unit: 'grapheme' }))
    .map(([id, text]) => ({ nodeOutput: { node: id, port: 'stdout', value: { inline: { stringValue: text } } } })),
  node.map((id) => ({ nodeFinished: { node: id, status: NODE_STATUS_SUCCEEDED, durationMs: 12 } })),
  node.map((id) => ({ nodeFinished: { node: id, status: NODE_STATUS_FAILED, failure: { code: 4, message: 'no' } } })),
);

/** A journal as the runner writes it. */
export const generatedJournal: fc.Arbitrary<GeneratedJournal> = fc
  .tuple(fc.array(happening, { maxLength: 12 }), fc.boolean())
  .map(([happened, hasEnded]) => {
    const start = { runStarted: { flowName: 'made up', nodeIds: ['fetch', 'clean', 'report'] } };
    const end = { runFinished: { status: millrace.v1.RunStatus.RUN_STATUS_SUCCEEDED, durationMs: 99 } };
    return journalOf([start, ...happened, ...(hasEnded ? [end] : [])]);
  });

/** The journal of these events, numbered and dated. */
export function journalOf(bodies: readonly ExecutionEvent[]): GeneratedJournal {
  const frames = bodies.map((body, index) => {
    const event = { sequence: index + 1, timeMs: 1_000 + index, runId: 'generated', ...body };
    return encodeFrame(millrace.v1.ExecutionEvent.encode(event).finish());
  });
  const ends = frames.map((_, index) => frames.slice(0, index + 1).reduce((sum, frame) => sum + frame.length, 0));
  const bytes = joinChunks(frames, ends.at(-1) ?? 0);
  // As they are read: with every default in its place.
  const events = frames.map((frame, index) => {
    const start = (ends[index] ?? 0) - frame.length;
    return millrace.v1.ExecutionEvent.decode(frame.subarray(lengthBytes(bytes, start)));
  });
  return { events, bytes, ends };
}

function lengthBytes(bytes: Uint8Array, start: number): number {
  let count = 1;
  while ((bytes[start + count - 1] ?? 0) > 127) count += 1;
  return count;
}
