import { expect, it } from 'vitest';
import { WireElements } from '../../src/webview/canvas/flowElements.ts';
import type { Graph } from '../../src/webview/graph/buildGraph.ts';
import { EMPTY_STATE } from '../../src/webview/store/canvasState.ts';
import { receive } from '../../src/webview/store/receive.ts';
import { catalogMessage, snapshotOf } from './support/snapshots.ts';

const TEXT = `flow: 1
nodes:
  list: { uses: shell, with: { run: ls } }
  parse: { uses: json.parse, in: { text: list.stdout } }
  use: { uses: shell, in: { stdout: parse.value }, with: { run: cat } }
`;

/** The graphs that a canvas has after each of the texts. */
function graphsOf(...texts: readonly string[]): readonly Graph[] {
  let state = { ...EMPTY_STATE, ...receive(EMPTY_STATE, catalogMessage()) };
  return texts.map((text, index) => {
    const message = { type: 'document', document: snapshotOf(text, index + 1) } as const;
    state = { ...state, ...receive(state, message) };
    if (!state.graph) throw new Error('There is no graph.');
    return state.graph;
  });
}

/** Ids of the cards that the second text made anew. */
function changedCards(after: string): readonly string[] {
  const [first, second] = graphsOf(TEXT, after);
  return [...(second?.cards ?? [])].filter(([id, card]) => first?.cards.get(id) !== card).map(([id]) => id);
}

it.each([
  ['nothing', TEXT, []],
  ['a setting', TEXT.replace('cat', 'tac'), ['use']],
  [
    'the first wire of another port',
    TEXT.replace('stdout: parse.value', 'stdout: list.stderr'),
    ['list', 'parse', 'use'],
  ],
  ['an output of the flow', `${TEXT}outputs: { all: use.stdout }\n`, ['use']],
  ['a kind that does not exist', TEXT.replace('json.parse', 'json.prase'), ['parse']],
])('makes new cards only for what %s changes', (_what, after, changed) => {
  expect(changedCards(after)).toEqual(changed);
});

it('shows a new diagnostic on the card of a node that did not change itself', () => {
  const [, graph] = graphsOf(TEXT, TEXT.replace('  list: { uses: shell, with: { run: ls } }\n', ''));
  expect(graph?.cards.get('parse')?.diagnostics).not.toEqual([]);
});

it('keeps the list of edges until a wire or its selection changes', () => {
  const [first, typed, rewired] = graphsOf(
    TEXT,
    TEXT.replace('cat', 'tac'),
    TEXT.replace('parse.value', 'list.stdout'),
  );
  if (!first || !typed || !rewired) throw new Error('A graph is missing.');
  const elements = new WireElements();
  const edges = elements.of(first, null, new Map());
  expect(elements.of(typed, null, new Map())).toBe(edges);
  const [wire] = first.wires;
  const selected = elements.of(typed, wire?.id ?? '', new Map());
  expect(selected).not.toBe(edges);
  expect(selected.map((edge) => edge.selected)).toContain(true);
  expect(elements.of(rewired, null, new Map()).map(({ source }) => source)).toEqual(['list', 'list']);
});
