import { BUILTIN_CATALOG } from '../../src/flow/catalog/builtinCatalog.ts';
import type { Diagnostic } from '../../src/flow/diagnostic.ts';
import { validateFlow } from '../../src/flow/validate/validateFlow.ts';
import { ExitCode } from '../server/exitCodes.ts';
import { parseCommand } from './arguments.ts';
import { placeOfFlow } from './flowFiles.ts';
import { helpOf } from './help.ts';
import { loadFlow } from './loadFlow.ts';
import { print } from './print.ts';
import { diagnosticLines, placeOf } from './printDiagnostics.ts';
import { styleFor } from './style.ts';
import { UsageError } from './usageError.ts';

/** `millrace validate FILE…`. Resolves to the exit code. */
export async function validateCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand('validate', args, {
    json: { type: 'boolean', default: false },
    color: { type: 'string', default: 'auto' },
  });
  if (values.help) {
    await print(helpOf('validate'));
    return ExitCode.succeeded;
  }
  if (positionals.length === 0) throw new UsageError('Name at least one .flow file.', 'validate');
  const style = styleFor(process.stdout, values.color, 'validate');
  let errors = 0;
  let warnings = 0;
  const lines: string[] = [];
  for (const file of positionals) {
    const document = loadFlow(file, 'validate');
    for (const diagnostic of validateFlow(document, BUILTIN_CATALOG, placeOfFlow(file))) {
      if (diagnostic.severity === 'error') errors++;
      else if (diagnostic.severity === 'warning') warnings++;
      if (values.json) lines.push(jsonLine(file, document.text, diagnostic));
      else lines.push(...diagnosticLines(file, document.text, diagnostic, style));
    }
  }
  if (!values.json) lines.push(summaryOf(positionals.length, errors, warnings));
  await print(lines.map((line) => `${line}\n`).join(''));
  return errors > 0 ? ExitCode.invalid : ExitCode.succeeded;
}

function jsonLine(file: string, text: string, diagnostic: Diagnostic): string {
  const { line, column } = placeOf(text, diagnostic.span.start);
  const { code, severity, message, node } = diagnostic;
  return JSON.stringify({ file, line, column, severity, code, message, node });
}

function summaryOf(files: number, errors: number, warnings: number): string {
  const checked = `${files} ${files === 1 ? 'file' : 'files'} checked`;
  return `${checked}: ${count(errors, 'error')}, ${count(warnings, 'warning')}.`;
}

function count(number: number, what: string): string {
  return `${number === 0 ? 'no' : number} ${what}${number === 1 ? '' : 's'}`;
}
