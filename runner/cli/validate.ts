import { BUILTIN_CATALOG } from '../../src/flow/catalog/builtinCatalog.ts';
import type { Diagnostic } from '../../src/flow/diagnostic.ts';
import { listed } from '../../src/flow/parse/readContext.ts';
import { didYouMean, nearest } from '../../src/flow/suggest.ts';
import { validateFlow } from '../../src/flow/validate/validateFlow.ts';
import { ExitCode } from '../server/exitCodes.ts';
import { parseCommand } from './arguments.ts';
import type { CheckedFlow } from './checkedFlow.ts';
import { placeOfFlow } from './flowFiles.ts';
import { githubAnnotations } from './githubAnnotations.ts';
import { helpOf } from './help.ts';
import { loadFlow } from './loadFlow.ts';
import { print } from './print.ts';
import { diagnosticLines, placeOf } from './printDiagnostics.ts';
import { sarifReport } from './sarifReport.ts';
import { type Style, styleFor } from './style.ts';
import { UsageError } from './usageError.ts';

const FORMATS = ['text', 'json', 'sarif', 'github'] as const;

type Format = (typeof FORMATS)[number];

/** `millrace validate FILE…`. Resolves to the exit code. */
export async function validateCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand('validate', args, {
    json: { type: 'boolean', default: false },
    format: { type: 'string' },
    color: { type: 'string', default: 'auto' },
  });
  if (values.help) {
    await print(helpOf('validate'));
    return ExitCode.succeeded;
  }
  if (positionals.length === 0) throw new UsageError('Name at least one .flow file.', 'validate');
  const format = formatOf(values.format, values.json);
  const style = styleFor(process.stdout, values.color, 'validate');
  const checked = positionals.map(check);
  await print(reportOf(checked, format, style));
  const failed = checked.some(({ diagnostics }) => diagnostics.some(({ severity }) => severity === 'error'));
  return failed ? ExitCode.invalid : ExitCode.succeeded;
}

function formatOf(named: string | undefined, json: boolean): Format {
  if (named === undefined) return json ? 'json' : 'text';
  const format = FORMATS.find((candidate) => candidate === named);
  if (!format) {
    const suggestion = didYouMean(nearest(named, FORMATS));
    throw new UsageError(`There is no format ${named}, only ${listed(FORMATS, 'and')}.${suggestion}`, 'validate');
  }
  if (json && format !== 'json') throw new UsageError(`--json and --format ${named} exclude each other.`, 'validate');
  return format;
}

function check(file: string): CheckedFlow {
  const document = loadFlow(file, 'validate');
  return { file, text: document.text, diagnostics: validateFlow(document, BUILTIN_CATALOG, placeOfFlow(file)) };
}

function reportOf(checked: readonly CheckedFlow[], format: Format, style: Style): string {
  switch (format) {
    case 'sarif':
      return `${JSON.stringify(sarifReport(checked), null, 2)}\n`;
    case 'github':
      return linesOf(checked.flatMap(githubAnnotations));
    case 'json':
      return linesOf(checked.flatMap(jsonLines));
    case 'text':
      return linesOf([...checked.flatMap((flow) => textLines(flow, style)), summaryOf(checked)]);
    default:
      return format satisfies never;
  }
}

function linesOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

function textLines({ file, text, diagnostics }: CheckedFlow, style: Style): readonly string[] {
  return diagnostics.flatMap((diagnostic) => diagnosticLines(file, text, diagnostic, style));
}

function jsonLines({ file, text, diagnostics }: CheckedFlow): readonly string[] {
  return diagnostics.map((diagnostic) => jsonLine(file, text, diagnostic));
}

function jsonLine(file: string, text: string, diagnostic: Diagnostic): string {
  const { line, column } = placeOf(text, diagnostic.span.start);
  const { code, severity, message, node } = diagnostic;
  return JSON.stringify({ file, line, column, severity, code, message, node });
}

function summaryOf(checked: readonly CheckedFlow[]): string {
  const files = checked.length;
  const found = checked.flatMap(({ diagnostics }) => diagnostics.map(({ severity }) => severity));
  const errors = found.filter((severity) => severity === 'error').length;
  const warnings = found.filter((severity) => severity === 'warning').length;
  const words = `${files} ${files === 1 ? 'file' : 'files'} checked`;
  return `${words}: ${count(errors, 'error')}, ${count(warnings, 'warning')}.`;
}

function count(number: number, what: string): string {
  return `${number === 0 ? 'no' : number} ${what}${number === 1 ? '' : 's'}`;
}
