import { readFileSync } from 'node:fs';
import type { FlowDocument } from '../../src/flow/document.ts';
import { parseFlow } from '../../src/flow/parse/parseFlow.ts';
import { UsageError } from './usageError.ts';

/** Reads a flow file; any text makes a document. @throws {UsageError} when the file cannot be read */
export function loadFlow(file: string, command: string): FlowDocument {
  return parseFlow(readBytes(file, command).toString('utf8'));
}

/** Reads a file. @throws {UsageError} when it cannot be read */
export function readBytes(file: string, command: string): Buffer {
  try {
    return readFileSync(file);
  } catch (fault) {
    throw new UsageError(`${file} cannot be read: ${reasonOf(fault)}.`, command);
  }
}

/** Why a file cannot be read, in words. */
export function reasonOf(fault: unknown): string {
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
