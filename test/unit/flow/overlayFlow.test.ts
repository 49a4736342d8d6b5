import { describe, expect, it } from 'vitest';
import { compareFlows } from '../../../src/flow/compare/compareFlows.ts';
import { differencesOf } from '../../../src/flow/compare/differences.ts';
import { overlayFlow } from '../../../src/flow/compare/overlayFlow.ts';
import { parseFlow } from '../../../src/flow/parse/parseFlow.ts';

const BEFORE = parseFlow(`flow: 1
inputs: { day: text }
nodes:
  load:
    uses: http
    in: { day: inputs.day }
    with: { url: https://example.com/one }
  old:
    uses: delay
    in: { value: load }
  last:
    uses: merge
    in: { a: load.body, b: old }
    after: [old]
layout:
  load: [0, 0]
  old: [300, 0]
  last: [600, 0]
`);

const AFTER = parseFlow(`flow: 1
inputs: { day: text, hour: number }
nodes:
  fetch:
    uses: http
    in: { day: inputs.day }
    with: { url: https://example.com/two }
  fresh:
    uses: json.parse
    in: { text: fetch.body }
  last:
    uses: merge
    in: { a: fetch.body, b: fresh }
layout:
  fetch: [0, 0]
  fresh: [300, 10]
  last: [600, 90]
`);

describe('Two flows drawn as one', () => {
  const comparison = compareFlows(BEFORE, AFTER);
  const overlay = overlayFlow(BEFORE.model, AFTER.model, comparison);
  const node = (id: string) => overlay.model.nodes.find((candidate) => candidate.id === id);

  it('have the nodes of both, a renamed one once', () => {
    expect(overlay.model.nodes.map(({ id }) => id)).toEqual(['fetch', 'fresh', 'last', 'old']);
  });

  it('have the wires of both, with the names of after', () => {
    expect(node('old')?.in[0]?.sources).toEqual([{ from: 'node', node: 'fetch' }]);
    expect(node('last')?.in.map(({ port, sources }) => [port, sources.length])).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
    expect(node('last')?.after).toEqual(['old']);
    expect([...overlay.addedWires].toSorted()).toEqual(['fresh in.text fetch.body', 'last in.b fresh']);
    expect([...overlay.removedWires].toSorted()).toEqual(['last after old', 'last in.b old', 'old in.value fetch']);
  });

  it('draw a removed node where it was, but not upon another one', () => {
    expect(overlay.model.layout.get('old')).toEqual([300, 280]);
  });

  it('are walked through from the top level over the nodes to mere moves', () => {
    expect(differencesOf(comparison).map(({ node: id, mark, block }) => [id ?? block.what, mark])).toEqual([
      ['input', 'added'],
      ['fetch', 'renamed'],
      ['old', 'removed'],
      ['fresh', 'added'],
      ['last', 'rewired'],
    ]);
    const moved = parseFlow(AFTER.text.replace('[600, 90]', '[600, 0]'));
    expect(differencesOf(compareFlows(AFTER, moved))).toEqual([
      {
        node: 'last',
        mark: 'moved',
        block: expect.objectContaining({ lines: [{ sign: '~', text: 'layout: [600, 90] → [600, 0]' }] }),
      },
    ]);
  });
});
