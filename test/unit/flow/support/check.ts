import { expect } from 'vitest';
import { BUILTIN_CATALOG } from '../../../../src/flow/catalog/builtinCatalog.ts';
import type { Diagnostic } from '../../../../src/flow/diagnostic.ts';
import { parseFlow } from '../../../../src/flow/parse/parseFlow.ts';
import type { FlowPlace } from '../../../../src/flow/subflow/flowFiles.ts';
import { validateFlow } from '../../../../src/flow/validate/validateFlow.ts';

const MARK = '~';

/**
 * Checks all diagnostics of a flow. Each stands under its place in a line of its own that starts with `~`: carets under
 * the text that it covers, severity, code and message, then what would replace the text. With a place the flow has
 * others beside it.
 */
export function check(annotated: string, place?: FlowPlace): void {
  const lines = annotated.replace(/^\n/, '').split('\n');
  const text = lines.filter((line) => !line.startsWith(MARK)).join('\n');
  expect(annotate(text, validateFlow(parseFlow(text), BUILTIN_CATALOG, place))).toBe(lines.join('\n'));
}

function annotate(text: string, diagnostics: readonly Diagnostic[]): string {
  const result: string[] = [];
  let offset = 0;
  for (const line of text.split('\n')) {
    result.push(line);
    for (const diagnostic of diagnostics) {
      const { start, end } = diagnostic.span;
      if (start < offset || start > offset + line.length) continue;
      const column = start - offset;
      const width = Math.max(1, Math.min(end, offset + line.length) - start);
      const replacement = diagnostic.replacement === undefined ? '' : ` => ${diagnostic.replacement}`;
      // One column to the right of the text, because the mark takes the first.
      const place = `${MARK}${' '.repeat(column)}${'^'.repeat(width)}`;
      result.push(`${place} ${diagnostic.severity} ${diagnostic.code}: ${diagnostic.message}${replacement}`);
    }
    offset += line.length + 1;
  }
  return result.join('\n');
}
