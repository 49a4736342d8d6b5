import { expect, it } from 'vitest';
import { BUILTIN_CATALOG } from '../../src/flow/catalog/builtinCatalog.ts';
import { buildGraph, type Graph } from '../../src/webview/graph/buildGraph.ts';
import { draftFrom, kindPort, newInPort, portForDrop } from '../../src/webview/graph/connecting.ts';
import { neighbour } from '../../src/webview/graph/navigation.ts';
import { fitsRequest, searchKinds } from '../../src/webview/palette/searchKinds.ts';
import { snapshotOf } from './support/snapshots.ts';

const TEXT = `flow: 1
inputs:
  day: { type: text, default: today }
nodes:
  list: { uses: shell, in: { day: inputs.day }, with: { run: ls } }
  parse: { uses: json.parse, in: { text: list.stdout } }
  use: { uses: shell, in: { stdout: parse.value }, with: { run: cat } }
  wait: { uses: delay, with: { for: 1s } }
layout:
  list: [0, 0]
  parse: [320, 0]
  use: [640, 0]
  wait: [320, 200]
`;

function graphOf(text: string): Graph {
  return buildGraph(snapshotOf(text), BUILTIN_CATALOG);
}

function draft(graph: Graph, node: string, end: 'in' | 'out', port: string) {
  const found = draftFrom(graph, { node, port, end });
  if (!found) throw new Error(`${node} has no port ${port}.`);
  return found;
}

function cardOf(graph: Graph, id: string) {
  const card = graph.cards.get(id);
  if (!card) throw new Error(`There is no card ${id}.`);
  return card;
}

it('never offers a port that would close a circle', () => {
  const graph = graphOf(TEXT);
  const { compatible, compatibleNodes } = draft(graph, 'use', 'out', 'stdout');
  expect([...compatibleNodes]).toEqual(['wait']);
  expect(compatible).toContain('wait.value');
  expect(draft(graph, 'list', 'in', 'day').compatibleNodes).toEqual(new Set(['wait']));
});

it('offers only ports whose types can be converted', () => {
  const graph = graphOf(TEXT);
  expect(draft(graph, 'list', 'out', 'files').compatible).not.toContain('parse.text');
  expect(draft(graph, 'list', 'out', 'stdout').compatible).toContain('parse.text');
});

it('takes a free port for a wire that is dropped on a card, and names a new one after its source', () => {
  const graph = graphOf(TEXT);
  const fromList = draft(graph, 'list', 'out', 'stdout');
  expect(portForDrop(cardOf(graph, 'wait'), fromList)).toBe('value');
  expect(portForDrop(cardOf(graph, 'parse'), fromList)).toBe('text');
  expect(newInPort(cardOf(graph, 'use'), 'stdout')).toBe('stdout_2');
  expect(newInPort(cardOf(graph, 'use'), 'fresh')).toBe('fresh');
});

it('filters the kinds of a dropped wire to those that could take it', () => {
  const all = searchKinds(BUILTIN_CATALOG, '').map((kind) => kind.id);
  expect(all).toHaveLength(BUILTIN_CATALOG.size);
  const wire = { node: 'list', port: 'stdout', end: 'out', type: 'text' } as const;
  const forText = searchKinds(BUILTIN_CATALOG, '', fitsRequest(undefined, { wire })).map((kind) => kind.id);
  expect(forText).toContain('json.parse');
  expect(forText).not.toContain('constant');
  const unusable = forText.filter((id) => {
    const kind = BUILTIN_CATALOG.get(id);
    return kind === undefined || kindPort(kind, wire) === undefined;
  });
  expect(unusable).toEqual([]);
});

it('finds kinds by a few letters, typing errors included', () => {
  expect(searchKinds(BUILTIN_CATALOG, 'shell')[0]?.id).toBe('shell');
  expect(searchKinds(BUILTIN_CATALOG, 'jsn').map((kind) => kind.id)).toContain('json.parse');
  expect(searchKinds(BUILTIN_CATALOG, 'zzzzzz')).toEqual([]);
});

it('walks along wires to the sides, and to the nearest card up and down', () => {
  const graph = graphOf(TEXT);
  expect(neighbour(graph, 'list', 'right')).toBe('parse');
  expect(neighbour(graph, 'use', 'left')).toBe('parse');
  expect(neighbour(graph, 'parse', 'down')).toBe('wait');
  expect(neighbour(graph, 'list', 'left')).toBeUndefined();
});

it('shows at rest only the ports that matter, first and in order', () => {
  const graph = graphOf(TEXT);
  const { inPorts, outPorts, shownInPorts, shownOutPorts, size, fullSize } = cardOf(graph, 'list');
  expect(inPorts.slice(0, shownInPorts).map((port) => port.name)).toEqual(['day']);
  expect(outPorts.slice(0, shownOutPorts).map((port) => port.name)).toEqual(['stdout']);
  expect(size.height).toBeLessThan(fullSize.height);
});
