import { expect, it, vi } from 'vitest';
import type { Card } from '../../src/webview/graph/card.ts';
import { renderView } from './support/renderView.tsx';
import { runOf } from './support/snapshots.ts';

const renders = vi.hoisted(() => new Map<string, number>());

// Every card draws its title whenever it renders, so that counting titles counts cards.
vi.mock('../../src/webview/canvas/CardTitle.tsx', () => ({
  CardTitle: ({ card }: { card: Card }) => {
    renders.set(card.id, (renders.get(card.id) ?? 0) + 1);
    return card.title;
  },
}));

const TEXT = `flow: 1
nodes:
  read: { uses: file.read, with: { path: a.json, as: text } }
  parse: { uses: json.parse, in: { text: read.content } }
  print: { uses: shell, in: { data: parse.value }, with: { run: echo "$data" } }
layout:
  read: [0, 0]
  parse: [320, 0]
  print: [640, 0]
`;

const RUN = [
  { id: 'read', state: 'succeeded', attempt: 1, durationMs: 3 },
  { id: 'parse', state: 'running', attempt: 1, startedMs: 1_003, lastLogLine: 'one' },
] as const;

it('renders only the card whose state has changed', async () => {
  const { host, act } = await renderView(TEXT);
  await act(() => host.send({ type: 'run', run: runOf(RUN) }));
  renders.clear();
  await act(() => host.send({ type: 'run', run: runOf([RUN[0], { ...RUN[1], lastLogLine: 'two' }]) }));
  expect([...renders]).toEqual([['parse', 1]]);
});

it('renders only the card whose text has changed', async () => {
  const { host, act } = await renderView(TEXT);
  renders.clear();
  await act(() => host.openVersion(TEXT.replace('a.json', 'b.json'), 2));
  expect([...renders.keys()]).toEqual(['read']);
});

it('renders only the card that is pinned', async () => {
  const { host, act } = await renderView(TEXT);
  const pin = { id: 'parse', words: 'pinned, from the run of 11:02', runId: 'run-0' };
  renders.clear();
  await act(() => host.send({ type: 'pins', pins: [pin] }));
  expect([...renders]).toEqual([['parse', 1]]);
  await act(() => host.send({ type: 'pins', pins: [pin, { ...pin, id: 'read' }] }));
  expect([...renders]).toEqual([
    ['parse', 1],
    ['read', 1],
  ]);
});

it('says in words what a card is and how it fared', async () => {
  const { host, act, root } = await renderView(TEXT);
  await act(() =>
    host.send({
      type: 'run',
      run: runOf([{ id: 'read', state: 'failed', attempt: 1, failure: 'a.json does not exist.' }]),
    }),
  );
  const card = root.querySelector('[data-card="read"]');
  expect(card?.getAttribute('aria-label')).toBe('read, Read file, failed: a.json does not exist.');
  expect(card?.querySelector('.card-failure')?.textContent).toBe('a.json does not exist.');
  expect(root.querySelector('[aria-live="polite"]')?.textContent).toContain('read failed: a.json does not exist.');
});

it('shows progress and the last line of log while a node runs, and neither afterwards', async () => {
  const { host, act, root } = await renderView(TEXT);
  const shown = () => root.querySelector('[data-card="parse"] .card-log')?.textContent;
  await act(() => host.send({ type: 'run', run: runOf(RUN) }));
  expect(shown()).toBe('one');
  await act(() =>
    host.send({ type: 'run', run: runOf([{ id: 'parse', state: 'succeeded', attempt: 1, durationMs: 80 }]) }),
  );
  expect(shown()).toBeUndefined();
  expect(root.querySelector('[data-card="parse"] .status-badge')?.textContent).toBe('80 ms');
});

it('shows what is wrong with a node on its card', async () => {
  const { root } = await renderView('flow: 1\nnodes:\n  a: { uses: shel }\n');
  expect(root.querySelector('[data-card="a"]')?.getAttribute('data-problem')).toBe('error');
  expect(root.querySelector('.card-problem')?.getAttribute('title')).toContain('shel');
});

it('shows flow inputs and outputs at the ports that they belong to', async () => {
  const { root } = await renderView(
    'flow: 1\ninputs:\n  day: { type: text, default: x }\nnodes:\n  a: { uses: template, in: { when: inputs.day }, with: { template: hi } }\noutputs:\n  greeting: a.text\n',
  );
  expect(root.querySelector('.chips-in')?.textContent).toBe('day');
  expect(root.querySelector('.chips-out')?.textContent).toBe('greeting');
});

it('paints a large graph that is seen from afar instead of building its cards', async () => {
  const nodes = Array.from({ length: 450 }, (_, index) => `  n${index}: { uses: constant, with: { value: 1 } }`);
  const { root, act, model } = await renderView(`flow: 1\nnodes:\n${nodes.join('\n')}\n`);
  const drawn = () => root.querySelectorAll('.react-flow__node').length;
  expect(drawn()).toBeGreaterThan(0);
  expect(drawn()).toBeLessThan(450);
  renders.clear();
  await act(() => model.viewport.active?.fit());
  await vi.waitFor(() => expect(root.querySelector('.zoom-level')?.textContent).not.toBe('80%'));
  expect(root.querySelector('canvas.overview')).not.toBeNull();
  expect(drawn()).toBe(0);
  // Not even for a moment: building thousands of cards takes seconds.
  expect(renders.size).toBe(0);
});
