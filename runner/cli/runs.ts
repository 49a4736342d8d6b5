import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { PastRun } from '../../proto/messages.ts';
import { formatDuration } from '../../src/flow/duration.ts';
import { prose } from '../../src/flow/prose.ts';
import { momentFormat } from '../../src/flow/run/moment.ts';
import { RUN_STATES } from '../../src/flow/run/status.ts';
import { STATE_FOLDER_NAME } from '../engine/checkRequest.ts';
import { listPastRuns } from '../history/pastRuns.ts';
import { ExitCode } from '../server/exitCodes.ts';
import { parseCommand } from './arguments.ts';
import { helpOf } from './help.ts';
import { print } from './print.ts';
import { UsageError } from './usageError.ts';

/** Runs that are listed unless more are asked for. */
const RUNS_LISTED = 20;

const OPTIONS = {
  json: { type: 'boolean', default: false },
  limit: { type: 'string', short: 'n' },
} as const;

/** `millrace runs [FILE | FOLDER]`: the latest runs, newest first. Resolves to the exit code. */
export async function runsCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand('runs', args, OPTIONS);
  if (values.help) {
    await print(helpOf('runs'));
    return ExitCode.succeeded;
  }
  const [place = '.', second] = positionals;
  if (second !== undefined) throw new UsageError('Name one .flow file or one folder.', 'runs');
  const runs = await listPastRuns({ ...queryOf(place), limit: readLimit(values.limit) });
  const lines = values.json ? runs.map((run) => JSON.stringify(jsonOf(run))) : textLines(runs);
  await print(lines.map((line) => `${line}\n`).join(''));
  return ExitCode.succeeded;
}

/** A file stands for its own runs, a folder for those of all flows in it. */
function queryOf(place: string): { readonly stateFolder: string; readonly flowSource: string } {
  const path = resolve(place);
  if (!existsSync(path)) throw new UsageError(`${place} does not exist.`, 'runs');
  return statSync(path).isDirectory()
    ? { stateFolder: join(path, STATE_FOLDER_NAME), flowSource: '' }
    : { stateFolder: join(dirname(path), STATE_FOLDER_NAME), flowSource: path };
}

function readLimit(text: string | undefined): number {
  if (text === undefined) return RUNS_LISTED;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new UsageError(`--limit takes a whole number, 0 for all runs, not ${text}.`, 'runs');
  }
  return value;
}

/** Columns: id, when, flow, what became of it. */
function textLines(runs: readonly PastRun[]): readonly string[] {
  if (runs.length === 0) return ['No run is kept here.'];
  const format = momentFormat();
  const nowMs = Date.now();
  const rows = runs.map((run) => [run.runId ?? '', format(run.startedMs ?? 0, nowMs), run.flowName ?? '', endOf(run)]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function endOf(run: PastRun): string {
  const state = stateOf(run);
  const duration = formatDuration(run.durationMs ?? 0);
  if (state === 'running') return `running for ${duration}`;
  const [reason = ''] = prose(run.reason ?? '').split('\n');
  return `${state} in ${duration}${reason === '' ? '' : `: ${reason}`}`;
}

function jsonOf(run: PastRun) {
  const { runId, flowName, flowSource, startedMs, durationMs, reason, nodes } = run;
  return { runId, flowName, flowSource, state: stateOf(run), startedMs, durationMs, reason, nodes };
}

/** A run that its runner did not end has crashed. */
function stateOf({ status }: PastRun): string {
  return RUN_STATES[status ?? 0] ?? 'crashed';
}
