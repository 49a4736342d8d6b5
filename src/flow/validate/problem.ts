import type { Diagnostic, DiagnosticCode } from '../diagnostic.ts';
import type { EntryPart, FlowDocument } from '../document.ts';
import type { FlowPath } from '../model.ts';

/**
 * Something wrong at a path, before its place in the text is looked up. Problems of a node stay valid while the node
 * moves within its file.
 */
export interface Problem {
  readonly code: DiagnosticCode;
  readonly severity: Diagnostic['severity'];
  readonly message: string;
  readonly path: FlowPath;
  /** Part of the entry that the span covers; the value unless said. */
  readonly part?: EntryPart;
  /** Narrows the span to the `index`-th occurrence of a `text` within the value. */
  readonly within?: { readonly text: string; readonly index: number };
  readonly node?: string;
  readonly replacement?: string;
}

/**
 * The problem with its place in the text. A path that is not there is reported at the nearest entry around it, and an item
 * of a list that was written as a single value at that value.
 */
export function locateProblem(document: FlowDocument, problem: Problem): Diagnostic {
  const { code, severity, message, path, node, replacement } = problem;
  return {
    code,
    severity,
    message,
    span: spanOfProblem(document, problem),
    path,
    ...(node === undefined ? {} : { node }),
    ...(replacement === undefined ? {} : { replacement }),
  };
}

function spanOfProblem(document: FlowDocument, problem: Problem): Diagnostic['span'] {
  const { path, part, within } = problem;
  const exact = document.spanOf(path, part ?? 'value') ?? document.spanOf(path, 'entry');
  if (exact && within) return narrowed(document.text, exact, within);
  if (exact && exact.end > exact.start) return exact;
  const only =
    typeof path.at(-1) === 'number' && part === undefined ? document.spanOf(path.slice(0, -1), 'value') : undefined;
  if (only && only.end > only.start) return only;
  for (let length = exact ? path.length : path.length - 1; length > 0; length -= 1) {
    const outer = document.spanOf(path.slice(0, length), 'key');
    if (outer) return outer;
  }
  return exact ?? { start: 0, end: 0 };
}

function narrowed(text: string, span: Diagnostic['span'], within: { text: string; index: number }): Diagnostic['span'] {
  let start = span.start - 1;
  for (let count = 0; count <= within.index; count += 1) {
    const found = text.indexOf(within.text, start + 1);
    if (found < 0 || found + within.text.length > span.end) return span;
    start = found;
  }
  return { start, end: start + within.text.length };
}
