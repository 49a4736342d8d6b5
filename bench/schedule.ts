import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import type { PlanGraph } from '../runner/engine/planTypes.ts';
import { prioritise } from '../runner/engine/priorities.ts';
import { earlierDurations, keepDurations } from '../runner/journal/durationsFile.ts';
import { DURATIONS_PER_NODE } from '../runner/journal/durationsRecord.ts';
import { repositoryRoot } from '../test/contract/support/repository.ts';
import { flatScopes, planNode } from '../test/unit/engine/support/planRun.ts';
import { type Comparison, compareOrders, ESTIMATE_ERROR, WORKER_COUNTS } from './support/compareOrders.ts';
import { generateWorkflow, SHAPES } from './support/generateWorkflow.ts';
import type { Row } from './support/row.ts';
import { parseWfFormat } from './support/wfFormat.ts';
import type { Workload } from './support/workload.ts';

/**
 * Names files with workflows in WfFormat, or folders of them, to be measured instead of the ones that come along. Recorded
 * workflows are published by WfCommons (github.com/wfcommons/WfInstances).
 */
const WORKFLOWS_VARIABLE = 'MILLRACE_WORKFLOWS';

const SIZES = [60, 400];
const SEEDS = [1, 2, 3];

/** What the makespan may be at most: on average and on any one graph in relation to first-in-first-out, and to HEFT. */
const MEAN_LIMIT = 1;
const WORST_LIMIT = 1.02;
const HEFT_LIMIT = 1.05;

const NODES = 10_000;
const REPEATS = 5;
const READ_LIMIT_MS = 3;
const ORDER_LIMIT_MS = 5;

/** Simulates graphs in the engine's order of ready nodes and in others, and measures what that order costs. */
export async function run(): Promise<readonly Row[]> {
  const cost = await costOfOrder();
  const given = process.env[WORKFLOWS_VARIABLE];
  const workloads = given ? given.split(delimiter).flatMap(readWorkloads) : ownWorkloads();
  return [...cost, ...orderRows(workloads)];
}

/** Measured first of all: every run of a program pays the price of code that has not warmed up, which the note tells. */
async function costOfOrder(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  try {
    const nodes = Array.from({ length: NODES }, (_, index) => ({ id: `node_${index}`, kind: 'shell' }));
    const flow = '/bench.flow';
    for (let turn = 1; turn <= DURATIONS_PER_NODE; turn++) {
      const took = nodes.map(({ id }, index): [string, number] => [id, (index * turn * 7_919) % 5_000]);
      await keepDurations(folder, flow, new Map(took));
    }
    const plan = layeredPlan();
    let earlier: ReturnType<typeof earlierDurations> = [];
    return [
      timed('durations read', READ_LIMIT_MS, () => {
        earlier = earlierDurations(folder, flow, nodes);
      }),
      timed('order found', ORDER_LIMIT_MS, () => prioritise(plan, nodes, earlier)),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The best of some: others use this machine too. */
function timed(what: string, limit: number, action: () => void): Row {
  const times = Array.from({ length: REPEATS }, () => {
    const started = performance.now();
    action();
    return performance.now() - started;
  });
  const note = `the first time ${times[0]?.toFixed(1)} ms`;
  return { name: `${NODES} nodes: ${what}`, value: Math.min(...times), unit: 'ms', limit, note };
}

function layeredPlan(): PlanGraph {
  const width = 100;
  const nodes = Array.from({ length: NODES }, (_, index) => {
    const after = [index + width, index + width + 1].filter((node) => node < NODES);
    const dependents = after.map((node) => ({ node, needs: true }));
    return planNode(`node_${index}`, { waitsFor: index < width ? 0 : 2, dependents });
  });
  return { nodes, scopes: flatScopes(NODES), resources: [], concurrency: 4 };
}

function readWorkloads(path: string): Workload[] {
  const isFolder = statSync(path).isDirectory();
  const files = isFolder ? readdirSync(path, { recursive: true, encoding: 'utf8' }).toSorted() : [''];
  return files
    .filter((file) => !isFolder || file.endsWith('.json'))
    .map((file) => {
      const full = join(path, file);
      return parseWfFormat(basename(full, '.json'), readFileSync(full, 'utf8'));
    });
}

function ownWorkloads(): Workload[] {
  const made = SHAPES.flatMap((shape) => SIZES.flatMap((size) => SEEDS.map((seed) => ({ shape, size, seed }))));
  return [
    ...readWorkloads(join(repositoryRoot(), 'bench', 'data')),
    ...made.map(({ shape, size, seed }) => {
      const instance = generateWorkflow(shape, size, seed);
      return parseWfFormat(instance.name, JSON.stringify(instance));
    }),
  ];
}

function orderRows(workloads: readonly Workload[]): Row[] {
  const graphs = workloads.map((work) => ({ work, comparisons: compareOrders(work) }));
  const everywhere: Case[] = graphs.flatMap(({ work, comparisons }) => comparisons.map((one) => ({ work, one })));
  const all = everywhere.map(({ one }) => one);
  const unit = 'x';
  const error = `estimates off by up to ${ESTIMATE_ERROR * 100} %`;
  return [
    ...graphs.map(({ work, comparisons }) => graphRow(work, comparisons)),
    {
      name: 'all graphs: ours to first-in-first-out',
      value: mean(all, ({ ours }) => ours),
      unit,
      limit: MEAN_LIMIT,
      note: `${graphs.length} graphs, each with ${WORKER_COUNTS.join(', ')} workers`,
    },
    { name: `all graphs: the same, ${error}`, value: mean(all, (one) => one.oursEstimated), unit, limit: MEAN_LIMIT },
    { name: 'all graphs: the same, nothing known (first run)', value: mean(all, (one) => one.oursUnknown), unit },
    { name: 'all graphs: ours to HEFT', value: mean(all, (one) => one.ours / one.heft), unit, limit: HEFT_LIMIT },
    {
      name: `all graphs: ours to HEFT, ${error}`,
      value: mean(all, (one) => one.oursEstimated / one.heft),
      unit,
      limit: HEFT_LIMIT,
    },
    worstRow('worst case (one graph, one number of workers)', everywhere, ({ ours }) => ours),
    worstRow(`worst case, ${error}`, everywhere, ({ oursEstimated }) => oursEstimated),
  ];
}

/** One graph on one number of workers. */
interface Case {
  readonly work: Workload;
  readonly one: Comparison;
}

function worstRow(name: string, cases: readonly Case[], value: (one: Comparison) => number): Row {
  const worst = cases.reduce((most, other) => (value(other.one) > value(most.one) ? other : most));
  const over = cases.filter(({ one }) => value(one) > WORST_LIMIT).length;
  const where = `${worst.work.name}, ${worst.one.workerCount} workers, HEFT there ${worst.one.heft.toFixed(3)}`;
  const note = `${where}; ${over} of ${cases.length} over ${WORST_LIMIT}`;
  return { name, value: value(worst.one), unit: 'x', note };
}

/** A graph is judged by its mean over the numbers of workers: single ones are a matter of chance, for HEFT as well. */
function graphRow(work: Workload, comparisons: readonly Comparison[]): Row {
  const heft = mean(comparisons, (one) => one.ours / one.heft).toFixed(3);
  const estimated = mean(comparisons, ({ oursEstimated }) => oursEstimated).toFixed(3);
  return {
    name: work.name,
    value: mean(comparisons, ({ ours }) => ours),
    unit: 'x',
    limit: WORST_LIMIT,
    note: `${work.durations.length} nodes; ${heft} of HEFT; with estimates ${estimated}`,
  };
}

function mean(comparisons: readonly Comparison[], value: (one: Comparison) => number): number {
  return comparisons.reduce((sum, one) => sum + value(one), 0) / comparisons.length;
}
