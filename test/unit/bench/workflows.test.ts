import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareOrders } from '../../../bench/support/compareOrders.ts';
import { generateWorkflow, SHAPES } from '../../../bench/support/generateWorkflow.ts';
import { parseWfFormat } from '../../../bench/support/wfFormat.ts';
import { repositoryRoot } from '../../contract/support/repository.ts';

const DATA = join(repositoryRoot(), 'bench', 'data');

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('a workflow in WfFormat', () => {
  const workload = {
    name: 'three',
    dependents: [[{ node: 2 }], [{ node: 2 }], []],
    waitsFor: [0, 0, 2],
    durations: [1.5, 2, 0],
  };

  it('is read in version 1.5, which tells structure and times apart', () => {
    const tasks = [
      { name: 'x', id: 'a', parents: [], children: ['c'] },
      { name: 'x', id: 'b', parents: [], children: ['c'] },
      { name: 'x', id: 'c', parents: ['a', 'b'], children: [] },
    ];
    const times = [
      { id: 'c', runtimeInSeconds: 0 },
      { id: 'a', runtimeInSeconds: 1.5 },
      { id: 'b', runtimeInSeconds: 2 },
    ];
    const text = JSON.stringify({ workflow: { specification: { tasks }, execution: { tasks: times } } });
    expect(parseWfFormat('three', text)).toEqual(workload);
  });

  it('is read in earlier versions, whose tasks know one another by name, and one way only', () => {
    const tasks = [
      { name: 'a', id: 'ID1', children: ['c'], runtimeInSeconds: 1.5 },
      { name: 'b', id: 'ID2', runtimeInSeconds: 2 },
      { name: 'c', id: 'ID3', parents: ['b'], runtimeInSeconds: 0 },
    ];
    expect(parseWfFormat('three', JSON.stringify({ workflow: { tasks } }))).toEqual(workload);
    const jobs = tasks.map(({ runtimeInSeconds: runtime, ...job }) => ({ ...job, runtime }));
    expect(parseWfFormat('three', JSON.stringify({ workflow: { jobs } }))).toEqual(workload);
  });

  it.each([
    ['{}', 'odd is no workflow in WfFormat: it has no tasks'],
    ['{"workflow":{"tasks":[{"name":"a"}]}}', 'odd does not say how long the task "a" took'],
    [
      '{"workflow":{"tasks":[{"name":"a","runtime":1,"parents":["b"]}]}}',
      'odd speaks of a task "b" that it does not have',
    ],
  ])('is refused in words: %s', (text, words) => {
    expect(() => parseWfFormat('odd', text)).toThrow(words);
  });
});

describe('the workflow that comes along', () => {
  it('is what its generator makes', () => {
    const files = readdirSync(DATA);
    expect(files).toEqual(['mosaic-60-7.json']);
    for (const file of files) {
      const [shape = '', size, seed] = basename(file, '.json').split('-');
      const made = generateWorkflow(SHAPES.find((known) => known === shape) ?? 'bag', Number(size), Number(seed));
      expect(JSON.parse(readFileSync(join(DATA, file), 'utf8'))).toEqual(made);
    }
  });
});

describe('the order by longest path', () => {
  const graphs = SHAPES.flatMap((shape) => [1, 2, 3].map((seed) => generateWorkflow(shape, 150, seed)));
  const compared = graphs.map((graph) => compareOrders(parseWfFormat(graph.name, JSON.stringify(graph))));

  it('takes less time than first-in-first-out, also by estimates', () => {
    expect(mean(compared.flat().map(({ ours }) => ours))).toBeLessThan(0.97);
    expect(mean(compared.flat().map(({ oursEstimated }) => oursEstimated))).toBeLessThan(0.97);
  });

  it('takes on no graph more than 2 % longer', () => {
    for (const graph of compared) expect(mean(graph.map(({ ours }) => ours))).toBeLessThanOrEqual(1.02);
  });

  it('is within 5 % of HEFT, which plans everything ahead', () => {
    expect(mean(compared.flat().map(({ ours, heft }) => ours / heft))).toBeLessThanOrEqual(1.05);
  });
});
