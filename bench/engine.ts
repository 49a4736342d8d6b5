import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Graph, GraphNode, GraphWire } from '../proto/messages.ts';
import { checkRequest } from '../runner/engine/checkRequest.ts';
import { systemClock } from '../runner/engine/clock.ts';
import { Driver } from '../runner/engine/driver.ts';
import { EventStream } from '../runner/engine/eventStream.ts';
import { initialState, step } from '../runner/engine/plan.ts';
import type { PlanEvent, PlanGraph } from '../runner/engine/planTypes.ts';
import { OutwardValues } from '../runner/engine/portValue.ts';
import type { Executor, RunValue } from '../runner/executors/executor.ts';
import { Redactor } from '../runner/logs/redactor.ts';
import { RunLogs } from '../runner/logs/runLogs.ts';
import { ContentStore } from '../runner/store/contentStore.ts';
import { ValueKeeper } from '../runner/values/valueKeeper.ts';
import type { Row } from './support/row.ts';

const NODES = 100_000;
const WIDTH = 100;
const REPEATS = 3;

/** Asks this file, run as a program of its own, for one measurement; the memory counted is then its own. */
const MEASURE = '--measure';

/** What one process measured. */
interface Measured {
  readonly checkMs: number;
  readonly runMs: number;
  readonly cpuMs: number;
  readonly peakMegabytes: number;
  readonly stepMicroseconds: number;
}

/**
 * Measures the engine alone: no processes, no journal, no pipe. What counts is the time by the clock, so the machine should
 * have nothing else to do; the note has the processor time, which says on a busy one what the engine itself took.
 */
export function run(): Promise<readonly Row[]> {
  const flat = measured('flat');
  const nested = measured('nested');
  const size = NODES.toLocaleString('en');
  return Promise.resolve([
    {
      name: `${size} nodes, flat: checked, planned and finished`,
      value: best(flat, wholeMs),
      unit: 'ms',
      limit: 3_000,
      note: noteOf(flat),
    },
    { name: `${size} nodes, flat: peak memory`, value: best(flat, (one) => one.peakMegabytes), unit: 'MB', limit: 500 },
    {
      name: `${size} nodes, flat: median step of the plan`,
      value: best(flat, (one) => one.stepMicroseconds),
      unit: 'µs',
      limit: 5,
    },
    {
      name: `${size} nodes in ${NODES / WIDTH} flows within a flow`,
      value: best(nested, wholeMs),
      unit: 'ms',
      limit: 3_500,
      note: noteOf(nested),
    },
  ]);
}

function measured(shape: string): readonly Measured[] {
  return Array.from({ length: REPEATS }, () => {
    const child = spawnSync(process.execPath, [fileURLToPath(import.meta.url), MEASURE, shape], { encoding: 'utf8' });
    if (child.status !== 0) throw new Error(child.stderr);
    return JSON.parse(child.stdout) as Measured;
  });
}

function best(all: readonly Measured[], of: (one: Measured) => number): number {
  return Math.min(...all.map(of));
}

function noteOf(all: readonly Measured[]): string {
  const before = best(all, ({ checkMs }) => checkMs);
  const processor = best(all, ({ cpuMs }) => cpuMs);
  return `of these ${Math.round(before)} ms before the first node; processor time ${Math.round(processor)} ms`;
}

function wholeMs({ checkMs, runMs }: Measured): number {
  return checkMs + runMs;
}

function layered(prefix: string, count: number): Pick<Graph, 'nodes' | 'wires'> {
  const nodes: GraphNode[] = [];
  const wires: GraphWire[] = [];
  for (let index = 0; index < count; index++) {
    nodes.push({ id: `${prefix}${index}`, kind: 'work' });
    if (index < WIDTH) continue;
    const above = index - WIDTH;
    const beside = above - (above % WIDTH) + ((above + 1) % WIDTH);
    for (const [port, from] of [
      ['left', above],
      ['right', beside],
    ] as const) {
      wires.push({
        node: `${prefix}${index}`,
        port,
        source: { nodePort: { node: `${prefix}${from}`, port: 'value' } },
      });
    }
  }
  return { nodes, wires };
}

/** A layered flow in which each node stands for a flow of its own. */
function nested(): Graph {
  const inner: Graph = {
    ...layered('in', WIDTH),
    inputs: [
      { name: 'left', type: 'number', defaultValue: { numberValue: 0 } },
      { name: 'right', type: 'number', defaultValue: { numberValue: 0 } },
    ],
    outputs: [{ name: 'value', source: { node: 'in0', port: 'value' } }],
  };
  const { nodes, wires } = layered('node', NODES / WIDTH);
  return {
    nodes: (nodes ?? []).map(({ id }) => ({ id: id ?? '', kind: './inner.flow', subFlow: { graph: inner } })),
    wires: wires ?? [],
  };
}

async function measure(shape: string): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  try {
    const graph = shape === 'nested' ? nested() : layered('node', NODES);
    const before = process.cpuUsage();
    const started = performance.now();
    const checked = checkRequest({ graph, config: { workingFolder: folder } }, 'run', new Set(['work']));
    if (!checked.ok) throw new Error(checked.failure.message ?? '');
    const ready = performance.now();
    await driverFor(checked.value, folder).start();
    const ended = performance.now();
    const { user, system } = process.cpuUsage(before);
    return {
      checkMs: ready - started,
      runMs: ended - ready,
      cpuMs: (user + system) / 1_000,
      peakMegabytes: process.resourceUsage().maxRSS / 1_024,
      stepMicroseconds: medianStep(checked.value.plan),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const VALUE: RunValue = { kind: 'inline', value: 1, type: 'number' };

function driverFor(run: ConstructorParameters<typeof Driver>[0]['run'], folder: string): Driver {
  const executor: Executor = {
    kinds: ['work'],
    execute: (_task, sink) => {
      sink.started(0, '');
      return Promise.resolve({ status: 'succeeded', outputs: new Map([['value', VALUE]]), processesEnded: 0 });
    },
    shutdown: () => Promise.resolve(),
  };
  const events = new EventStream('run', systemClock, [
    { deliver: () => undefined, flush: () => undefined, ready: () => undefined },
  ]);
  const redactor = new Redactor([]);
  const store = new ContentStore(join(folder, 'store'));
  const values = new ValueKeeper(store, run.limits.inlineValueBytes);
  const failed = (fault: Error) => {
    throw fault;
  };
  return new Driver({
    run,
    build: 'bench',
    runFolder: folder,
    executors: new Map([['work', executor]]),
    values,
    privateValues: values,
    events,
    logs: new RunLogs(folder, { redactor, events, clock: systemClock, bytesPerSecond: 1_000_000, failed }),
    redactor,
    outward: new OutwardValues(run.tainted, redactor, store),
    clock: systemClock,
    endProcesses: () => Promise.resolve({ ended: 0, surviving: 0 }),
    removePrivate: () => Promise.resolve(),
  });
}

/** Every event of a run, told to the plan alone. */
function medianStep(plan: PlanGraph): number {
  const state = initialState(plan);
  const events: PlanEvent[] = [{ type: 'begin' }];
  const times: number[] = [];
  for (const event of events) {
    const started = performance.now();
    const { effects } = step(state, event);
    times.push(performance.now() - started);
    for (const effect of effects) {
      const { type } = effect;
      if (type === 'open') events.push({ type: 'opened', node: effect.node, attempt: effect.attempt, ok: true });
      if (type !== 'start') continue;
      const { node, attempt } = effect;
      events.push({ type: 'ended', node, attempt, result: 'succeeded', retryable: false });
    }
  }
  times.sort((a, b) => a - b);
  return (times[Math.floor(times.length / 2)] ?? 0) * 1_000;
}

if (process.argv[2] === MEASURE) console.log(JSON.stringify(await measure(process.argv[3] ?? '')));
