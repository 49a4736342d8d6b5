import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LayoutEdge, type LayoutNode, layeredLayout } from '../../../src/flow/layout/layeredLayout.ts';
import { placeNodes } from '../../../src/flow/layout/placeNodes.ts';
import type { Position } from '../../../src/flow/model.ts';

const graphs = fc
  .tuple(
    fc.array(fc.record({ width: fc.integer({ min: 50, max: 400 }), height: fc.integer({ min: 20, max: 300 }) }), {
      minLength: 1,
      maxLength: 25,
    }),
    fc.array(fc.tuple(fc.nat({ max: 26 }), fc.nat({ max: 26 })), { maxLength: 50 }),
  )
  .map(([sizes, pairs]) => ({
    nodes: sizes.map((size, index): LayoutNode => ({ id: `n${index}`, ...size })),
    edges: pairs.map(([from, to]): LayoutEdge => ({ from: `n${from}`, to: `n${to}` })),
  }));

function overlaps(nodes: readonly LayoutNode[], positions: ReadonlyMap<string, Position>): readonly string[] {
  const boxes = nodes.map((node) => ({ ...node, at: positions.get(node.id) ?? [Number.NaN, Number.NaN] }));
  return boxes.flatMap((one, index) =>
    boxes.slice(index + 1).flatMap((other) => {
      const apart =
        one.at[0] + one.width <= other.at[0] ||
        other.at[0] + other.width <= one.at[0] ||
        one.at[1] + one.height <= other.at[1] ||
        other.at[1] + other.height <= one.at[1];
      return apart ? [] : [`${one.id} ${other.id}`];
    }),
  );
}

describe('layeredLayout', () => {
  it('places every node once, on whole units, without overlap', () => {
    fc.assert(
      fc.property(graphs, ({ nodes, edges }) => {
        const positions = layeredLayout(nodes, edges);
        expect([...positions.keys()].sort()).toEqual(nodes.map(({ id }) => id).sort());
        for (const position of positions.values()) expect(position.every(Number.isInteger)).toBe(true);
        expect(overlaps(nodes, positions)).toEqual([]);
      }),
    );
  });

  it('leads every edge of a graph without circles to the right', () => {
    fc.assert(
      fc.property(graphs, ({ nodes, edges }) => {
        const number = (id: string): number => Number(id.slice(1));
        const forward = edges.filter(({ from, to }) => number(from) < number(to) && number(to) < nodes.length);
        const positions = layeredLayout(nodes, forward);
        for (const { from, to } of forward) {
          const right = (positions.get(from)?.[0] ?? 0) + (nodes[number(from)]?.width ?? 0);
          expect(positions.get(to)?.[0] ?? 0).toBeGreaterThan(right);
        }
      }),
    );
  });

  it('gives the same layout again', () => {
    fc.assert(
      fc.property(graphs, ({ nodes, edges }) => {
        expect([...layeredLayout(nodes, edges)]).toEqual([...layeredLayout(nodes, edges)]);
      }),
    );
  });

  it('puts a diamond into three columns around a middle line', () => {
    const nodes = ['top', 'left', 'right', 'end'].map((id) => ({ id, width: 200, height: 80 }));
    const edges = [
      { from: 'top', to: 'left' },
      { from: 'top', to: 'right' },
      { from: 'left', to: 'end' },
      { from: 'right', to: 'end' },
    ];
    expect([...layeredLayout(nodes, edges)].sort()).toEqual([
      ['end', [560, 60]],
      ['left', [280, 0]],
      ['right', [280, 120]],
      ['top', [0, 60]],
    ]);
  });

  it('places many nodes without edges in a grid', () => {
    const nodes = Array.from({ length: 100 }, (_, index) => ({ id: `n${index}`, width: 200, height: 80 }));
    const positions = [...layeredLayout(nodes, []).values()];
    expect(Math.max(...positions.map(([x]) => x))).toBeLessThan(3_000);
    expect(Math.max(...positions.map(([, y]) => y))).toBeLessThan(2_000);
  });
});

describe('placeNodes', () => {
  const fixed = fc.array(
    fc.tuple(fc.nat({ max: 24 }), fc.integer({ min: -500, max: 1_500 }), fc.integer({ min: -500, max: 1_500 })),
    { maxLength: 24 },
  );

  it('leaves fixed nodes where they are and places the others without overlap', () => {
    fc.assert(
      fc.property(graphs, fixed, ({ nodes, edges }, places) => {
        const given = new Map<string, Position>(places.map(([number, x, y]) => [`n${number}`, [x, y]]));
        const positions = placeNodes(nodes, edges, given);
        for (const { id } of nodes) if (given.has(id)) expect(positions.get(id)).toEqual(given.get(id));
        expect(positions.size).toBe(nodes.length);
        const bothFixed = (pair: string): boolean => pair.split(' ').every((id) => given.has(id));
        expect(overlaps(nodes, positions).filter((pair) => !bothFixed(pair))).toEqual([]);
      }),
    );
  });

  it('leaves the rest of an automatic layout in place when one node is moved away', () => {
    const nodes = Array.from({ length: 12 }, (_, index) => ({ id: `n${index}`, width: 200, height: 80 }));
    const edges = nodes.slice(1).map((node, index) => ({ from: `n${Math.floor(index / 2)}`, to: node.id }));
    const automatic = layeredLayout(nodes, edges);
    const moved = placeNodes(nodes, edges, new Map([['n3', [5_000, 5_000]]]));
    expect([...moved].filter(([id]) => id !== 'n3').sort()).toEqual(
      [...automatic].filter(([id]) => id !== 'n3').sort(),
    );
  });

  it('places a new node right of what it needs', () => {
    const nodes = ['a', 'b', 'c', 'd', 'new'].map((id) => ({ id, width: 200, height: 80 }));
    const given = new Map<string, Position>([
      ['a', [0, 0]],
      ['b', [0, 200]],
      ['c', [0, 400]],
      ['d', [0, 600]],
    ]);
    expect(placeNodes(nodes, [{ from: 'c', to: 'new' }], given).get('new')).toEqual([280, 400]);
  });
});
