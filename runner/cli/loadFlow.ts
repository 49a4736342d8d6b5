import { readFileSync } from 'node:fs';
import { BUILTIN_CATALOG } from '../../src/flow/catalog/builtinCatalog.ts';
import { compileFlow } from '../../src/flow/compile/compileFlow.ts';
import type { Diagnostic } from '../../src/flow/diagnostic.ts';
import type { FlowDocument } from '../../src/flow/document.ts';
import { parseFlow } from '../../src/flow/parse/parseFlow.ts';
import { validateFlow } from '../../src/flow/validate/validateFlow.ts';
import { UsageError } from './usageError.ts';

/** A flow file as it was read, with everything that is wrong or looks wrong in it. */
export interface CheckedFile {
  readonly document: FlowDocument;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads and checks a flow file. @throws {UsageError} when it cannot be read */
export function checkFile(file: string, command: string): CheckedFile {
  const document = parseFlow(readText(file, command));
  return { document, diagnostics: validateFlow(document, BUILTIN_CATALOG) };
}

/** Compiles a checked flow. */
export function compileDocument(document: FlowDocument): ReturnType<typeof compileFlow> {
  return compileFlow(document, BUILTIN_CATALOG);
}

function readText(file: string, command: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (fault) {
    throw new UsageError(`${file} cannot be read: ${reasonOf(fault)}.`, command);
  }
}

function reasonOf(fault: unknown): string {
  const code = fault instanceof Error && 'code' in fault ? fault.code : undefined;
  switch (code) {
    case 'ENOENT':
      return 'there is no such file';
    case 'EISDIR':
      return 'it is a folder';
    case 'EACCES':
      return 'it may not be read';
    default:
      return fault instanceof Error ? fault.message : String(fault);
  }
}
