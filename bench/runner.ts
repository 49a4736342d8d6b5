import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeFrame } from '../proto/framing.ts';
import { millrace } from '../proto/generated/execution.js';
import { constantNode, layeredGraph, request, shellNode } from '../test/contract/support/graphs.ts';
import { repositoryRoot } from '../test/contract/support/repository.ts';
import { connect, RunnerProcess, runToEnd, watchRun } from '../test/contract/support/runnerProcess.ts';
import { chainedCommands, layeredCommands, type RaceTimes, raceCommands } from './support/commandRace.ts';
import type { Row } from './support/row.ts';

const REPEATS = 7;
const COMMANDS = 1_000;
const LAYERS = 10;
const CHAIN = 300;
/** More than this part of ninja's time no run of commands may take. */
const MOST_TIMES_NINJA = 1.3;
const OUTPUT_BYTES = 100_000_000;

const program = join(repositoryRoot(), 'dist', 'runner', 'millrace.mjs');

/** Measures the built runner in `dist/`, as other programs use it. */
export async function run(): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  try {
    return [
      await execToFirstEvent(folder),
      await warmToFirstEvent(folder),
      await tenThousandNodes(folder),
      ...(await hundredMegabytes(folder)),
      ...(await races(folder)),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function execToFirstEvent(folder: string): Promise<Row> {
  const times: number[] = [];
  for (let turn = 0; turn < REPEATS; turn++) {
    const started = performance.now();
    const runner = new RunnerProcess(program, ['exec'], folder);
    const message = request(folder, [constantNode('one', 1)]);
    runner.stdin.end(encodeFrame(millrace.v1.ExecutionRequest.encode(message).finish()));
    await new Promise((resolve) => runner.stdout.once('data', resolve));
    times.push(performance.now() - started);
    await runner.exit;
  }
  return { name: 'exec: start to first event', value: median(times), unit: 'ms', limit: 60, note: spreadOf(times) };
}

async function warmToFirstEvent(folder: string): Promise<Row> {
  const runner = new RunnerProcess(program, ['stdio'], folder);
  const peer = connect(runner);
  await peer.hello;
  const times: number[] = [];
  for (let turn = 0; turn < REPEATS; turn++) {
    const started = performance.now();
    const watched = watchRun(peer, request(folder, [constantNode('one', 1)]));
    await watched.until(() => true);
    times.push(performance.now() - started);
    await watched.finished;
  }
  await peer.shutdown('measured');
  await runner.exit;
  const note = `first run ${times[0]?.toFixed(1)} ms; ${spreadOf(times)}`;
  return { name: 'stdio: request to first event, warm', value: median(times), unit: 'ms', limit: 5, note };
}

/** The runner is new each time: nothing of it has been optimised by an earlier run. */
async function tenThousandNodes(folder: string): Promise<Row> {
  const { nodes, wires } = layeredGraph(99, 100);
  const times: number[] = [];
  let events = 0;
  for (let turn = 0; turn < 3; turn++) {
    const runner = new RunnerProcess(program, ['stdio'], folder);
    const peer = connect(runner);
    await peer.hello;
    const started = performance.now();
    events = (await runToEnd(peer, request(folder, nodes, wires))).length;
    times.push(performance.now() - started);
    await peer.shutdown('measured');
    await runner.exit;
  }
  const note = `${events} events encoded, journalled, sent and decoded; ${spreadOf(times)}`;
  return { name: `${nodes.length} in-process nodes`, value: median(times), unit: 'ms', limit: 1_500, note };
}

async function hundredMegabytes(folder: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [what, logBytesPerSecond] of [
    ['log rate as by default', 0],
    ['every byte on the wire', Number.MAX_SAFE_INTEGER],
  ] as const) {
    const runner = new RunnerProcess(program, ['stdio'], folder);
    const peer = connect(runner);
    await peer.hello;
    const command = `yes "some line of an ordinary log" | head -c ${OUTPUT_BYTES}`;
    const config = { workingFolder: folder, limits: { logBytesPerSecond } };
    const started = performance.now();
    let onWire = 0;
    const ended = Promise.withResolvers<void>();
    await peer.execute(request(folder, [shellNode('flood', command)], [], { config }), (events) => {
      for (const event of events) {
        onWire += event.nodeLog?.text?.length ?? 0;
        if (event.runFinished) ended.resolve();
      }
    });
    await ended.promise;
    const took = performance.now() - started;
    const memory = peakMemory(runner);
    await peer.shutdown('measured');
    await runner.exit;
    const note = `${Math.round(took)} ms, ${Math.round(onWire / 1e6)} MB on the wire, all on disk`;
    if (memory !== undefined)
      rows.push({ name: `100 MB of output, ${what}: peak memory`, value: memory, unit: 'MB', limit: 200, note });
  }
  return rows;
}

function peakMemory(runner: RunnerProcess): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const status = readFileSync(`/proc/${runner.child.pid}/status`, 'utf8');
  return (Number(/^VmHWM:\s*(\d+)/m.exec(status)?.[1]) * 1_024) / 1e6;
}

/** `true` a thousand times in ten layers, and 300 times in a chain, against programs that do nothing else. */
async function races(folder: string): Promise<Row[]> {
  const layers = await raceCommands(program, folder, layeredCommands(COMMANDS, LAYERS));
  const chain = await raceCommands(program, folder, chainedCommands(CHAIN));
  return [
    ...raceRows(`${COMMANDS} commands`, layers, [MOST_TIMES_NINJA, 1]),
    ...raceRows(`chain of ${CHAIN} commands`, chain, [MOST_TIMES_NINJA, undefined]),
  ];
}

function raceRows(name: string, times: RaceTimes, limits: readonly [number | undefined, number | undefined]): Row[] {
  const { cold, warm } = times;
  const rows: Row[] = [
    {
      name,
      value: cold,
      unit: 'ms',
      note: `by a runner just started; ${warm.toFixed(0)} ms by one that did it before`,
    },
  ];
  for (const [tool, limit] of [
    ['ninja', limits[0]],
    ['make', limits[1]],
  ] as const) {
    const theirs = times[tool];
    const label = { name: `${name}, of ${tool}'s time`, unit: 'times' };
    if (theirs === undefined) rows.push({ ...label, value: Number.NaN, note: `${tool} is not installed` });
    else {
      const note = `${tool} ${theirs.toFixed(0)} ms; ${(warm / theirs).toFixed(2)} times by a runner that did it before`;
      rows.push({ ...label, value: cold / theirs, note, ...(limit !== undefined && { limit }) });
    }
  }
  return rows;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

function spreadOf(values: readonly number[]): string {
  return `${Math.min(...values).toFixed(1)} to ${Math.max(...values).toFixed(1)}`;
}
