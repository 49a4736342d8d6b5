import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeFrame } from '../proto/framing.ts';
import { millrace } from '../proto/generated/execution.js';
import { constantNode, layeredGraph, request, shellNode } from '../test/contract/support/graphs.ts';
import { repositoryRoot } from '../test/contract/support/repository.ts';
import { connect, RunnerProcess, runToEnd, watchRun } from '../test/contract/support/runnerProcess.ts';
import type { Row } from './support/row.ts';

const REPEATS = 7;
const COMMANDS = 1_000;
const LAYERS = 10;
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
      ...(await thousandCommands(folder)),
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
  return { name: 'exec: start to first event', value: median(times), unit: 'ms', limit: 80, note: spreadOf(times) };
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
  return { name: 'stdio: request to first event, warm', value: median(times), unit: 'ms', limit: 10, note };
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

/** The same graph for all three: 10 layers of 100 commands, each after two of the layer before it. */
async function thousandCommands(folder: string): Promise<Row[]> {
  const edges = commandGraph();
  const ours = await millraceCommands(folder, edges);
  const name = `${COMMANDS} commands`;
  const rows: Row[] = [{ name: `${name}: millrace`, value: ours, unit: 'ms', note: 'shell nodes' }];
  for (const [tool, args, file, text] of [
    ['ninja', ['-f'], 'build.ninja', ninjaFile(edges)],
    ['make', ['-j', String(availableParallelism()), '-s', '-f'], 'build.make', makeFile(edges)],
  ] as const) {
    const path = join(folder, file);
    writeFileSync(path, text);
    if (spawnSync(tool, ['--version']).status !== 0) continue;
    const started = performance.now();
    await new Promise((resolve, reject) => {
      spawn(tool, [...args, path], { cwd: folder, stdio: 'ignore' })
        .on('error', reject)
        .on('close', resolve);
    });
    const theirs = performance.now() - started;
    rows.push({
      name: `${name}: ${tool}`,
      value: theirs,
      unit: 'ms',
      note: `millrace takes ${(ours / theirs).toFixed(1)} times as long`,
    });
  }
  return rows;
}

/** For each command the commands before it. */
function commandGraph(): number[][] {
  const width = COMMANDS / LAYERS;
  return Array.from({ length: COMMANDS }, (_, index) => {
    if (index < width) return [];
    const above = index - width;
    const next = above % width === width - 1 ? above - width + 1 : above + 1;
    return [above, next];
  });
}

async function millraceCommands(folder: string, edges: readonly number[][]): Promise<number> {
  const nodes = edges.map((before, index) =>
    shellNode(`c${index}`, 'true', { after: before.map((other) => `c${other}`) }),
  );
  const runner = new RunnerProcess(program, ['stdio'], folder);
  const peer = connect(runner);
  await peer.hello;
  const started = performance.now();
  const events = await runToEnd(peer, request(folder, nodes));
  const took = performance.now() - started;
  await peer.shutdown('measured');
  await runner.exit;
  if (events.at(-1)?.runFinished?.reason) throw new Error(events.at(-1)?.runFinished?.reason);
  return took;
}

function ninjaFile(edges: readonly number[][]): string {
  const builds = edges.map((before, index) => `build c${index}: run ${before.map((other) => `c${other}`).join(' ')}`);
  return `rule run\n  command = true\n${builds.join('\n')}\n`;
}

function makeFile(edges: readonly number[][]): string {
  const names = edges.map((_, index) => `c${index}`).join(' ');
  const rules = edges.map(
    (before, index) => `c${index}: ${before.map((other) => `c${other}`).join(' ')}\n\t@sh -c true`,
  );
  return `.PHONY: all ${names}\nall: ${names}\n${rules.join('\n')}\n`;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

function spreadOf(values: readonly number[]): string {
  return `${Math.min(...values).toFixed(1)} to ${Math.max(...values).toFixed(1)}`;
}
