import type { FlowModel } from '../../flow/model.ts';
import type { DocumentSnapshot } from '../../messages/document.ts';
import type { ReadFlow } from '../documents/documentService.ts';

/** Shown for a text that was never readable: a guess at its nodes would look like the truth. */
const EMPTY_FLOW: DocumentSnapshot['flow'] = {
  inputs: [],
  secrets: [],
  env: {},
  defaults: {},
  nodes: [],
  outputs: [],
  groups: [],
  layout: [],
};

/**
 * What a canvas shows of a text: the flow as read, or, while the text cannot be read, the last good one with the reason.
 */
export function documentSnapshot(read: ReadFlow, title: string): DocumentSnapshot {
  const snapshot = {
    version: read.version,
    title,
    flow: read.lastGood ? flowOf(read.lastGood.model) : EMPTY_FLOW,
    diagnostics: read.diagnostics,
  };
  return read.flow.broken ? { ...snapshot, broken: whyBroken(read) } : snapshot;
}

/** A model as plain JSON. */
export function flowOf(model: FlowModel): DocumentSnapshot['flow'] {
  return {
    ...(model.name === undefined ? {} : { name: model.name }),
    ...(model.description === undefined ? {} : { description: model.description }),
    inputs: model.inputs,
    secrets: model.secrets,
    env: model.env,
    ...(model.timeoutMs === undefined ? {} : { timeoutMs: model.timeoutMs }),
    defaults: model.defaults,
    nodes: model.nodes,
    outputs: model.outputs,
    groups: model.groups,
    layout: [...model.layout],
  };
}

function whyBroken(read: ReadFlow): { message: string; line: number } {
  const first = read.diagnostics.find((diagnostic) => diagnostic.severity === 'error');
  if (!first) return { message: 'This text cannot be read as a flow.', line: 1 };
  // Counted from 1, as people count lines.
  return { message: first.message, line: read.document.positionAt(first.span.start).line + 1 };
}
