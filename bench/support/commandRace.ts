import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { request, shellNode } from '../../test/contract/support/graphs.ts';
import { connect, RunnerProcess, runToEnd } from '../../test/contract/support/runnerProcess.ts';

/** Commands at the same time, for all. */
const AT_ONCE = 2;

/** Each does the same so often; the best time counts, since whatever else the machine does only ever adds to it. */
const TURNS = 3;

/** Commands that need others: for each the ones before it. */
export type CommandGraph = readonly (readonly number[])[];

/** Best times in milliseconds; undefined where a program is not installed. */
export interface RaceTimes {
  /** A runner that has just been started. */
  readonly cold: number;
  /** One that has run the same before. */
  readonly warm: number;
  readonly ninja: number | undefined;
  readonly make: number | undefined;
}

/** Layers of commands, each of which needs two of the layer before it. */
export function layeredCommands(count: number, layers: number): CommandGraph {
  const width = count / layers;
  return Array.from({ length: count }, (_, index) => {
    if (index < width) return [];
    const above = index - width;
    return [above, above % width === width - 1 ? above - width + 1 : above + 1];
  });
}

/** Commands one after the other. */
export function chainedCommands(count: number): CommandGraph {
  return Array.from({ length: count }, (_, index) => (index === 0 ? [] : [index - 1]));
}

/** Runs `true` once for each command of a graph: by Millrace, ninja and make, in turn. */
export async function raceCommands(program: string, folder: string, graph: CommandGraph): Promise<RaceTimes> {
  const cold: number[] = [];
  const warm: number[] = [];
  const others = [
    { tool: 'ninja', args: ['-j', String(AT_ONCE), '-f'], text: ninjaFile(graph), times: [] as number[] },
    { tool: 'make', args: ['-j', String(AT_ONCE), '-s', '-f'], text: makeFile(graph), times: [] as number[] },
  ].filter(({ tool }) => spawnSync(tool, ['--version']).status === 0);
  for (let turn = 0; turn < TURNS; turn++) {
    const ours = await timeRunner(program, folder, graph);
    cold.push(ours.cold);
    warm.push(ours.warm);
    for (const { tool, args, text, times } of others) times.push(await timeTool(tool, args, text, folder));
  }
  const bestOf = (name: string) => {
    const times = others.find(({ tool }) => tool === name)?.times;
    return times && Math.min(...times);
  };
  return { cold: Math.min(...cold), warm: Math.min(...warm), ninja: bestOf('ninja'), make: bestOf('make') };
}

async function timeRunner(program: string, folder: string, graph: CommandGraph) {
  const nodes = graph.map((before, index) =>
    shellNode(`c${index}`, 'true', { after: before.map((other) => `c${other}`) }),
  );
  const config = { workingFolder: folder, concurrency: AT_ONCE };
  const runner = new RunnerProcess(program, ['stdio'], folder);
  const peer = connect(runner);
  await peer.hello;
  const run = async () => {
    const started = performance.now();
    const events = await runToEnd(peer, request(folder, nodes, [], { config }));
    const reason = events.at(-1)?.runFinished?.reason;
    if (reason) throw new Error(reason);
    return performance.now() - started;
  };
  const times = { cold: await run(), warm: await run() };
  await peer.shutdown('measured');
  await runner.exit;
  return times;
}

async function timeTool(tool: string, args: readonly string[], text: string, folder: string): Promise<number> {
  const path = join(folder, `build.${tool}`);
  writeFileSync(path, text);
  const started = performance.now();
  await new Promise((resolve, reject) => {
    spawn(tool, [...args, path], { cwd: folder, stdio: 'ignore' })
      .on('error', reject)
      .on('close', resolve);
  });
  return performance.now() - started;
}

function ninjaFile(graph: CommandGraph): string {
  const builds = graph.map((before, index) => `build c${index}: run ${before.map((other) => `c${other}`).join(' ')}`);
  return `rule run\n  command = true\n${builds.join('\n')}\n`;
}

/** Make would start `true` without a shell; the others have one, so it gets one too. */
function makeFile(graph: CommandGraph): string {
  const names = graph.map((_, index) => `c${index}`).join(' ');
  const rules = graph.map(
    (before, index) => `c${index}: ${before.map((other) => `c${other}`).join(' ')}\n\t@sh -c true`,
  );
  return `.PHONY: all ${names}\nall: ${names}\n${rules.join('\n')}\n`;
}
