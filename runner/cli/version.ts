import { HIGHEST_CONCURRENCY, RUNS_AT_ONCE } from '../engine/limits.ts';
import { OPEN_FILES_PER_PROCESS, PROCESSES_PER_RUN } from '../processes/limits.ts';
import { createProcessKeeper } from '../processes/osProcessKeeper.ts';
import type { ProcessMeans, ProcessTracking } from '../processes/processKeeper.ts';
import { ExitCode } from '../server/exitCodes.ts';
import { parseCommand, refusePositionals } from './arguments.ts';
import { print } from './print.ts';

declare const __MILLRACE_VERSION__: string;

const TRACKING_WORDS: Readonly<Record<ProcessTracking, string>> = {
  tree: 'a run is over when the system says that its launcher, to which every orphan comes, has no child',
  proc: 'a run is over when no process carries its mark or hangs on one that did; a daemon that cleared its environment escapes',
  group: 'a run is over when no process is left in its groups or below them; a daemon in a group of its own escapes',
};

/** `millrace --version`: the version; with --verbose, also what this machine offers to runs. */
export async function versionCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand('--version', args, { verbose: { type: 'boolean', default: false } });
  refusePositionals('--version', positionals);
  await print(values.verbose ? await everything() : `${__MILLRACE_VERSION__}\n`);
  return ExitCode.succeeded;
}

async function everything(): Promise<string> {
  const means = await createProcessKeeper().probe();
  const rows = [
    ['millrace', __MILLRACE_VERSION__],
    ['node', process.version],
    ['platform', `${process.platform}-${process.arch}`],
    ['launcher', means.withoutLauncher === undefined ? 'yes' : `no, ${means.withoutLauncher}`],
    ['processes', `${means.tracking}: ${TRACKING_WORDS[means.tracking]}`],
    ...limitsOf(means).map((limit, index) => [index === 0 ? 'limits' : '', limit]),
  ];
  return rows.map(([name = '', value]) => `${name.padEnd(LABEL_WIDTH)}${value}\n`).join('');
}

const LABEL_WIDTH = 11;

function limitsOf(means: ProcessMeans): string[] {
  const number = (value: number) => value.toLocaleString('en');
  return [
    means.tracking === 'tree'
      ? `${number(PROCESSES_PER_RUN)} processes of a run`
      : 'processes of a run are not counted',
    means.withoutLauncher === undefined
      ? `${number(OPEN_FILES_PER_PROCESS)} open files of a command, or as many as the system allows`
      : 'open files of a command as the system allows',
    `${number(HIGHEST_CONCURRENCY)} nodes at the same time, ${number(RUNS_AT_ONCE)} runs`,
  ];
}
