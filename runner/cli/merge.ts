import { isUtf8 } from 'node:buffer';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { type MergeResult, mergeFlows } from '../../src/flow/merge/mergeFlows.ts';
import type { MarkerStyle } from '../../src/flow/merge/piece.ts';
import { ExitCode } from '../server/exitCodes.ts';
import { parseCommand } from './arguments.ts';
import { helpOf } from './help.ts';
import { readBytes } from './loadFlow.ts';
import { print } from './print.ts';
import { UsageError } from './usageError.ts';

/** Length of the marks that git makes by default. */
const MARKER_SIZE = 7;

/** Largest result of a merge by line, in bytes. */
const MERGED_BYTES = 256 * 1024 * 1024;

/** From this on git merge-file says that it failed; below, how many conflicts there are. */
const FIRST_FAILURE = 128;

/** A result and how good it is. */
interface Outcome {
  readonly content: string | Buffer;
  readonly isClean: boolean;
}

/** `millrace merge BASE OURS THEIRS`. Resolves to the exit code. */
export async function mergeCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand('merge', args, {
    output: { type: 'string', short: 'o' },
    label: { type: 'string', short: 'L', multiple: true },
    'marker-size': { type: 'string', default: String(MARKER_SIZE) },
  });
  if (values.help) {
    await print(helpOf('merge'));
    return ExitCode.succeeded;
  }
  const [base, ours, theirs, other] = positionals;
  if (base === undefined || ours === undefined || theirs === undefined || other !== undefined) {
    throw new UsageError('merge takes three files: BASE, OURS and THEIRS.', 'merge');
  }
  const [oursLabel = 'ours', , theirsLabel = 'theirs'] = values.label ?? [];
  const style = { size: markerSize(values['marker-size']), ours: oursLabel, theirs: theirsLabel };
  const { content, isClean } = merged([base, ours, theirs], style);
  if (values.output === undefined) await print(content.toString());
  else write(values.output, content);
  return isClean ? ExitCode.succeeded : ExitCode.failed;
}

function merged(files: readonly [base: string, ours: string, theirs: string], style: MarkerStyle): Outcome {
  const [base, ours, theirs] = files.map((file) => readBytes(file, 'merge'));
  if (!base || !ours || !theirs || ![base, ours, theirs].every(isUtf8))
    return byLine(files, style, 'a text is no UTF-8');
  const texts = { base: base.toString('utf8'), ours: ours.toString('utf8'), theirs: theirs.toString('utf8') };
  return outcomeOf(mergeFlows(texts, style), files, style);
}

function outcomeOf(
  result: MergeResult,
  files: readonly [base: string, ours: string, theirs: string],
  style: MarkerStyle,
): Outcome {
  switch (result.outcome) {
    case 'merged':
      return { content: result.text, isClean: true };
    case 'conflicts':
      return { content: result.text, isClean: false };
    case 'unsound':
      say(`both sides' changes are in the flow, but together they have an error:\n  ${result.problems.join('\n  ')}`);
      return { content: result.text, isClean: false };
    case 'undecided':
      return byLine(files, style, result.reason);
    default:
      return result satisfies never;
  }
}

/** @throws {UsageError} when git cannot do it */
function byLine(
  [base, ours, theirs]: readonly [base: string, ours: string, theirs: string],
  { size, ours: oursLabel, theirs: theirsLabel }: MarkerStyle,
  reason: string,
): Outcome {
  const labels = ['-L', oursLabel, '-L', 'base', '-L', theirsLabel];
  const args = ['merge-file', '--stdout', `--marker-size=${size}`, ...labels, '--', ours, base, theirs];
  const { error, status, stdout, stderr } = spawnSync('git', args, { maxBuffer: MERGED_BYTES });
  if (error || status === null || status >= FIRST_FAILURE) {
    const said = error ? error.message : stderr.toString('utf8').trim();
    throw new UsageError(
      `The flows cannot be merged by entries, since ${reason}, nor by git merge-file: ${said}`,
      'merge',
    );
  }
  say(`merged by line, since ${reason}.`);
  return { content: stdout, isClean: status === 0 };
}

function say(words: string): void {
  process.stderr.write(`millrace: ${words}\n`);
}

function markerSize(text: string): number {
  const size = Number(text);
  if (Number.isSafeInteger(size) && size > 0) return size;
  throw new UsageError(`--marker-size takes a whole number from 1, not ${text}.`, 'merge');
}

function write(file: string, content: string | Buffer): void {
  try {
    writeFileSync(file, content);
  } catch (fault) {
    throw new UsageError(
      `${file} cannot be written: ${fault instanceof Error ? fault.message : String(fault)}`,
      'merge',
    );
  }
}
