import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { FlowDocument } from '../../src/flow/document.ts';
import { parseFlow } from '../../src/flow/parse/parseFlow.ts';
import { readBytes } from './loadFlow.ts';
import { UsageError } from './usageError.ts';

/** Largest flow that is taken from git, in bytes. */
const BLOB_BYTES = 256 * 1024 * 1024;

/** A flow and what to call it. */
export interface NamedFlow {
  readonly name: string;
  readonly document: FlowDocument;
}

interface NamedText {
  readonly name: string;
  readonly text: string;
}

/**
 * The two flows that a command line names: two files; `REV:path` for either; a revision for the other side's file; or one
 * file alone, which is compared with that of the last commit.
 * @throws {UsageError} when one of them cannot be read
 */
export function flowPair(first: string, second: string | undefined): readonly [NamedFlow, NamedFlow] {
  if (second === undefined) return flows(fromRevision('HEAD', first), named(first));
  if (isRevision(first)) return flows(fromRevision(first, fileOf(second)), named(second));
  if (isRevision(second)) return flows(named(first), fromRevision(second, fileOf(first)));
  return flows(named(first), named(second));
}

/** Most of two flows that are compared is the same, and is read once. */
function flows(before: NamedText, after: NamedText): readonly [NamedFlow, NamedFlow] {
  const first = { name: before.name, document: parseFlow(before.text) };
  return [first, { name: after.name, document: parseFlow(after.text, first.document) }];
}

/** Refuses a text whose syntax is broken: what it says is not known. @throws {UsageError} */
export function refuseBroken({ name, document }: NamedFlow, command: string): void {
  if (!document.broken) return;
  const problem = document.diagnostics.find(({ code }) => code === 'syntax')?.message ?? 'The text is no YAML.';
  throw new UsageError(`${name} cannot be read as a flow: ${problem}`, command);
}

/** Neither a file nor `REV:path`. */
function isRevision(text: string): boolean {
  return !existsSync(text) && !text.includes(':') && !text.endsWith('.flow');
}

function named(name: string): NamedText {
  const inGit = !existsSync(name) && name.includes(':');
  return { name, text: inGit ? blob(name, '.') : readBytes(name, 'diff').toString('utf8') };
}

function fromRevision(revision: string, file: string): NamedText {
  return { name: `${revision}:${file}`, text: blob(`${revision}:./${basename(file)}`, dirname(file)) };
}

function fileOf(text: string): string {
  if (existsSync(text)) return text;
  throw new UsageError(`A revision needs a file to compare with, and there is no file ${text}.`, 'diff');
}

/** `cat-file` and not `show`, which would send the text through the very converters that this program serves as. */
function blob(name: string, folder: string): string {
  try {
    const args = ['-C', folder, 'cat-file', 'blob', '--end-of-options', name];
    return execFileSync('git', args, {
      encoding: 'utf8',
      maxBuffer: BLOB_BYTES,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (fault) {
    throw new UsageError(`git does not give ${name}: ${reasonOf(fault)}.`, 'diff');
  }
}

function reasonOf(fault: unknown): string {
  if (fault instanceof Error && 'code' in fault && fault.code === 'ENOENT') return 'there is no program git on PATH';
  const said = fault instanceof Error && 'stderr' in fault ? String(fault.stderr) : String(fault);
  return (
    said
      .trim()
      .split('\n')
      .at(-1)
      ?.replace(/^fatal: |\.$/g, '') ?? said
  );
}
