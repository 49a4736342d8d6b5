import type { ViewMessage } from '../../messages/view.ts';

type FieldType = 'string' | 'number' | 'object' | 'undefined';

/** Fields that a message of each type must carry, and their types. */
const FIELDS: { readonly [Type in ViewMessage['type']]: Readonly<Record<string, readonly FieldType[]>> } = {
  ready: {},
  edit: { requestId: ['number'], baseVersion: ['number'], edits: ['object'] },
  command: { command: ['string'] },
  nodeCommand: { command: ['string'], node: ['string'] },
  select: { nodes: ['object'] },
  inspect: { node: ['string', 'object'] },
  revealText: { node: ['string'], line: ['number', 'undefined'] },
  openSubFlow: { node: ['string'] },
  revealLine: { line: ['number'] },
  readOutput: { requestId: ['number'], digest: ['string'], path: ['string'], offset: ['number'] },
  readOutputData: { requestId: ['number'], digest: ['string'], path: ['string'] },
  openOutput: { runId: ['string'], node: ['string'], port: ['string'] },
  showRun: { runId: ['string'], node: ['string'] },
  openNodeLog: { runId: ['string'], node: ['string'] },
  copyNodes: { nodes: ['object'], positions: ['object'] },
  listFlows: {},
  addFiles: { files: ['object'], at: ['object', 'undefined'] },
  readClipboard: { requestId: ['number'] },
  copyText: { text: ['string'] },
  viewError: { message: ['string'], stack: ['string', 'undefined'] },
};

/** The message that a webview posted, or undefined when it is none: the other side may be of another build. */
export function readViewMessage(value: unknown): ViewMessage | undefined {
  if (typeof value !== 'object' || value === null || !('type' in value)) return undefined;
  const { type } = value;
  if (typeof type !== 'string' || !Object.hasOwn(FIELDS, type)) return undefined;
  const fields = FIELDS[type as ViewMessage['type']];
  const complete = Object.entries(fields).every(([name, types]) =>
    types.some((expected) => expected === typeof (value as Record<string, unknown>)[name]),
  );
  return complete ? (value as ViewMessage) : undefined;
}
