import type { FlowPath, Span } from './model.ts';

/** Stable names of what can be wrong with a flow; they are shown in the Problems panel and never renamed. */
export type DiagnosticCode =
  | 'syntax'
  | 'format-version'
  | 'structure'
  | 'duplicate-id'
  | 'invalid-id'
  | 'unknown-key'
  | 'unknown-kind'
  | 'unknown-node'
  | 'unknown-port'
  | 'unknown-input'
  | 'unknown-secret'
  | 'unknown-name'
  | 'exposed-secret'
  | 'missing-port'
  | 'missing-setting'
  | 'invalid-setting'
  | 'unknown-setting'
  | 'type-conflict'
  | 'cycle'
  | 'unknown-flow'
  | 'broken-flow'
  | 'duplicate-value'
  | 'limit'
  | 'invalid-duration'
  | 'unsupported';

/** Something that is wrong, or looks wrong, at a place in the text. Only errors keep a flow from running. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: 'error' | 'warning' | 'information';
  /** What is wrong and how to mend it, in one or two sentences. */
  readonly message: string;
  readonly span: Span;
  readonly path: FlowPath;
  /** The node that the diagnostic is about, when there is one. */
  readonly node?: string;
  /** What the author probably meant, ready to put in the place of the span. */
  readonly replacement?: string;
}
