import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstWant, nodesThatGive, nodesThatRun } from '../../../runner/partial/select.ts';
import { closure, graphOf, graphs, made } from './graphs.ts';

const circumstances = graphs.chain((graph) =>
  fc.record({
    graph: fc.constant(graph),
    node: fc.nat({ max: graph.ids.length - 1 }),
    pinned: fc.subarray(graph.ids.map((_, node) => node)).map((nodes) => new Set(nodes)),
    verb: fc.constantFrom('only', 'to', 'from'),
  }),
);

describe('A part that is named by a node', () => {
  it('takes every value from a node that runs or from one that gives, and keeps nothing else', () => {
    fc.assert(
      fc.property(circumstances, ({ graph, node, pinned, verb }) => {
        pinned.delete(node);
        const running = nodesThatRun(graph, { verb, node }, pinned);
        const giving = nodesThatGive(graph, running);
        expect(running.has(node)).toBe(true);
        for (const pin of pinned) expect(running.has(pin)).toBe(false);
        const taken = new Set([...running].flatMap((taker) => (graph.takes[taker] ?? []).map((value) => value.node)));
        for (const giver of taken) expect(running.has(giver) !== giving.has(giver)).toBe(true);
        for (const giver of giving) expect(taken.has(giver)).toBe(true);
      }),
    );
  });

  it('is exactly the node, all that it needs or comes after, or all that comes of it', () => {
    fc.assert(
      fc.property(circumstances, ({ graph, node, pinned, verb }) => {
        pinned.delete(node);
        const running = nodesThatRun(graph, { verb, node }, pinned);
        const expected = {
          only: new Set([node]),
          to: closure(graph.before, node, pinned),
          from: new Set([...closure(graph.after, node, new Set())].filter((at) => !pinned.has(at))),
        };
        expect(running).toEqual(expected[verb]);
      }),
    );
  });
});

describe('The first value that cannot be had', () => {
  const graph = graphOf(3, [
    { from: 0, to: 2, takes: true },
    { from: 1, to: 2, takes: true },
  ]);
  const running = new Set([2]);
  const first = made('r1');

  it.each([
    [
      'none',
      new Map([
        [0, first],
        [1, first],
      ]),
      undefined,
    ],
    ['one that nobody made', new Map([[0, first]]), 'never'],
    [
      'one that came of a secret',
      new Map([
        [0, first],
        [1, made('r1', { tainted: true })],
      ]),
      'secret',
    ],
    [
      'one that is no longer stored',
      new Map([
        [0, made('r1', { gone: true })],
        [1, first],
      ]),
      'gone',
    ],
    [
      'one that the node did not make',
      new Map([
        [0, { ...first, outputs: new Map() }],
        [1, first],
      ]),
      'no such output',
    ],
  ])('is %s', (_name, records, lack) => {
    expect(firstWant(graph, running, records)?.lack).toBe(lack);
  });

  it('is looked for only among the nodes that it may be about', () => {
    expect(firstWant(graph, running, new Map([[0, first]]), (node) => node === 0)).toBeUndefined();
  });
});
