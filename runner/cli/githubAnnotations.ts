import type { Diagnostic } from '../../src/flow/diagnostic.ts';
import { type CheckedFlow, reportPath } from './checkedFlow.ts';
import { placeOf } from './printDiagnostics.ts';

/** Commands of GitHub's workflows that mark lines of a pull request. */
const COMMANDS: Readonly<Record<Diagnostic['severity'], string>> = {
  error: 'error',
  warning: 'warning',
  information: 'notice',
};

/** One line for each diagnostic that a GitHub workflow shows at its place in the files of a pull request. */
export function githubAnnotations({ file, text, diagnostics }: CheckedFlow): readonly string[] {
  return diagnostics.map(({ severity, span, message, code }) => {
    const start = placeOf(text, span.start);
    const end = placeOf(text, Math.max(span.start, span.end));
    const sameLine = start.line === end.line;
    const properties = {
      file: reportPath(file),
      line: start.line,
      endLine: end.line,
      // GitHub takes columns only where the whole place is on one line.
      ...(sameLine ? { col: start.column, endColumn: Math.max(start.column, end.column - 1) } : {}),
      title: code,
    };
    const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
    return `::${COMMANDS[severity]} ${list.join(',')}::${escapeData(message)}`;
  });
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
