import { expect, it } from 'vitest';
import { BUILTIN_CATALOG } from '../../src/flow/catalog/builtinCatalog.ts';
import { parseFlow } from '../../src/flow/parse/parseFlow.ts';
import { openSubFlows } from '../../src/flow/validate/validateFlow.ts';
import { placeAmong } from '../unit/flow/support/flowFiles.ts';
import { renderView } from './support/renderView.tsx';

const TEXT = `flow: 1
nodes:
  list: { uses: shell, with: { run: ls } }
  clean: { uses: ./clean.flow, in: { rows: list.stdout }, with: { limit: 3 } }
layout:
  list: [0, 0]
  clean: [320, 0]
`;

const CLEAN = `flow: 1
name: Clean up
description: Takes out what is no use.
inputs:
  rows: { type: text }
  limit: { type: number, default: 10, description: The most rows }
nodes:
  keep: { uses: merge, in: { rows: inputs.rows } }
outputs: { kept: keep.value, all: keep.value }
`;

async function openParent() {
  const view = await renderView(TEXT);
  const place = placeAmong('main.flow', { 'clean.flow': CLEAN });
  const { catalog } = openSubFlows(parseFlow(TEXT), BUILTIN_CATALOG, place);
  await view.act(() => view.host.send({ type: 'catalog', kinds: structuredClone([...catalog.values()]) }));
  return view;
}

it('shows the ports, the docs and the constants of the flow that a node stands for', async () => {
  const { model, root, act } = await openParent();
  const card = model.store.getState().graph?.cards.get('clean');
  expect(card?.inPorts.map(({ name, type }) => [name, type])).toEqual([
    ['rows', 'text'],
    ['limit', 'number'],
  ]);
  expect(card?.outPorts.map(({ name }) => name)).toEqual(['kept', 'all']);
  expect(card?.summary).toBe('./clean.flow');
  await act(() => model.store.setState({ selection: new Set(['clean']), current: 'clean' }));
  expect(root.querySelector('.panel-kind')?.textContent).toBe('Clean up Takes out what is no use.');
  const settings = root.querySelector('[data-settings]')?.textContent;
  expect(settings).toContain('The most rows');
  expect(settings).not.toContain('rows, a text');
});

it('leads from the card of such a node, and of no other, to its flow', async () => {
  const { host, root, act } = await openParent();
  const double = (id: string) => {
    const card = root.querySelector(`[data-card="${id}"] .card-summary`) ?? root.querySelector(`[data-card="${id}"]`);
    card?.dispatchEvent(new MouseEvent('dblclick', { bubbles: true }));
  };
  await act(() => double('list'));
  await act(() => double('clean'));
  expect(host.posted.filter(({ type }) => type === 'openSubFlow')).toEqual([{ type: 'openSubFlow', node: 'clean' }]);
});
