import type { JsonValue } from '../../src/flow/model.ts';

/** An input of an expression: data, or a file that the thread reads itself so that the runner's own thread stays free. */
export type TransformInput =
  | { readonly data: JsonValue }
  | { readonly file: string; readonly form: 'json' | 'jsonLines' | 'text' }
  | { readonly list: readonly TransformInput[] };

/** One expression to compute. */
export interface TransformRequest {
  readonly expression: string;
  readonly inputs: readonly (readonly [name: string, input: TransformInput])[];
}

/** What came of it. `text` is the result as JSON; `position` counts characters of the expression from 0. */
export type TransformReply =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly message: string; readonly position?: number };
