import { expect, it } from 'vitest';
import { press, type RenderedView, renderView } from './support/renderView.tsx';

const TEXT = `flow: 1
nodes:
  fetch: { uses: http, with: { url: "https://example.com/Sales" } }
  parse: { uses: csv.parse, in: { text: fetch.body } }
  total: { uses: transform, name: Sum of all, in: { rows: parse.rows }, with: { expression: $sum(rows) } }
groups:
  last: { nodes: [total] }
`;

async function find(query: string): Promise<RenderedView> {
  const view = await renderView(TEXT);
  await view.act(() => view.root.querySelector<HTMLElement>('#canvas')?.focus());
  await view.act(() => press('f', { ctrlKey: true }));
  await type(view, query);
  return view;
}

async function type(view: RenderedView, query: string): Promise<void> {
  const field = fieldOf(view);
  await view.act(() => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, query);
    field?.dispatchEvent(new Event('input', { bubbles: true }));
  });
}

const fieldOf = ({ root }: RenderedView) => root.querySelector<HTMLInputElement>('.find-field');
const count = ({ root }: RenderedView) => root.querySelector('.find-count')?.textContent;
const selected = ({ model }: RenderedView) => [...model.store.getState().selection];

it.each([
  ['sum', ['total'], '1 of 1'],
  ['SALES', ['fetch'], '1 of 1'],
  ['csv', ['parse'], '1 of 1'],
  ['fetch.body', ['parse'], '1 of 1'],
  ['parse rows', ['total'], '1 of 1'],
  ['nowhere', [], 'No results'],
])('finds %s', async (query, expected, words) => {
  const view = await find(query);
  expect(selected(view)).toEqual(expected);
  expect(count(view)).toBe(words);
});

it('goes on and back with Enter, round at the ends, and keeps the caret', async () => {
  const view = await find('parse');
  expect([selected(view), count(view)]).toEqual([['parse'], '1 of 2']);
  await view.act(() => press('Enter'));
  expect([selected(view), count(view)]).toEqual([['total'], '2 of 2']);
  await view.act(() => press('Enter'));
  expect(selected(view)).toEqual(['parse']);
  await view.act(() => press('Enter', { shiftKey: true }));
  expect(selected(view)).toEqual(['total']);
  expect(document.activeElement).toBe(fieldOf(view));
});

it('shows a match out of a folded group', async () => {
  const view = await find('');
  await view.act(() => view.model.store.setState({ collapsed: new Set(['last']) }));
  await type(view, 'sum');
  expect([...view.model.store.getState().collapsed]).toEqual([]);
});

it('closes with Escape and leaves the found node selected', async () => {
  const view = await find('sum');
  await view.act(() => press('Escape'));
  expect(fieldOf(view)).toBeNull();
  expect(selected(view)).toEqual(['total']);
  expect(document.activeElement?.closest('#canvas')).not.toBeNull();
});
