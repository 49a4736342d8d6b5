import { expect, it } from 'vitest';
import type { NodeSnapshot } from '../../src/flow/run/snapshot.ts';
import { isSvg } from '../../src/webview/inspector/ImageOutput.tsx';
import { runCanvasCommand } from '../../src/webview/store/commands.ts';
import { edits, type Field, inspect as inspectFlow, openSection } from './support/inspect.ts';
import { runOf } from './support/snapshots.ts';

const TEXT = `flow: 1
nodes:
  ask:
    uses: http
    with: { url: https://example.com, headers: { Accept: text/plain }, expect: [200] }
  run:
    uses: shell
    in: { page: ask.body }
    with: { run: echo "$page" }
    timeout: 90s
    retry: { attempts: 2, delay: 500ms }
`;

const inspect = (id: string, text = TEXT) => inspectFlow(id, text);

it('makes one edit of a changed text, and takes an emptied one out of the file', async () => {
  const view = await inspect('ask');
  await view.change('URL', 'https://example.org');
  expect(edits(view)).toEqual([
    [{ type: 'setValue', path: ['nodes', 'ask', 'with', 'url'], value: 'https://example.org' }],
  ]);
  await view.accept(TEXT.replace('example.com', 'example.org'));
  await view.change('URL', '');
  expect(edits(view).at(-1)).toEqual([{ type: 'setValue', path: ['nodes', 'ask', 'with', 'url'], value: undefined }]);
});

it('makes no edit when a field is left as it was', async () => {
  const view = await inspect('ask');
  await view.change('URL', 'https://example.com');
  expect(edits(view)).toEqual([]);
});

it('shows the text of the file again when an edit is refused', async () => {
  const view = await inspect('ask');
  await view.change('URL', 'nonsense');
  await view.act(() =>
    view.host.send({ type: 'editDone', requestId: view.host.edits[0]?.requestId ?? 0, refusal: 'No.' }),
  );
  expect(view.field('URL').value).toBe('https://example.com');
});

it('edits lists and maps row by row', async () => {
  const view = await inspect('ask');
  await view.change('Value of Accept', 'text/html');
  expect(edits(view).at(-1)).toEqual([
    { type: 'setValue', path: ['nodes', 'ask', 'with', 'headers', 'Accept'], value: 'text/html' },
  ]);
  await view.accept(TEXT.replace('text/plain', 'text/html'));
  const list = view.root.querySelector<HTMLElement>('ul.rows[aria-label^="Expected"]');
  const added = [...(list?.querySelectorAll<Field>('.field') ?? [])].at(-1);
  await view.act(() => {
    if (added) added.value = '404';
    added?.dispatchEvent(new Event('change'));
  });
  expect(edits(view).at(-1)).toEqual([
    { type: 'setValue', path: ['nodes', 'ask', 'with', 'expect'], value: [200, 404] },
  ]);
});

it('writes policies in their shortest form and refuses what is no duration', async () => {
  const view = await inspect('run');
  await view.act(() => openSection(view.root, 'Advanced'));
  expect(view.field('Timeout').value).toBe('90s');
  await view.change('Timeout', 'soon');
  expect(edits(view)).toEqual([]);
  expect(view.field('Timeout').value).toBe('90s');
  await view.change('Pause', '');
  expect(edits(view).at(-1)).toEqual([{ type: 'setValue', path: ['nodes', 'run', 'retry'], value: 2 }]);
});

it('shows a problem at the field that it is about', async () => {
  const view = await inspect('ask', TEXT.replace('expect: [200]', 'method: 5'));
  const frame = view.field('Method').closest('.field-frame');
  expect(frame?.querySelector('.field-problem')?.textContent).not.toBe('');
  expect(frame?.hasAttribute('data-problem')).toBe(true);
});

it('lists wires with a way to their source, and takes them away', async () => {
  const view = await inspect('run');
  const source = view.root.querySelector<HTMLElement>('.wire-source');
  expect(source?.textContent).toContain('ask.body');
  await view.act(() => source?.querySelector<HTMLElement>('[aria-label^="Disconnect"]')?.click());
  expect(edits(view)).toEqual([
    [{ type: 'disconnect', node: 'run', port: 'page', source: { from: 'node', node: 'ask', port: 'body' } }],
  ]);
  await view.act(() => source?.querySelector<HTMLElement>('.link-button')?.click());
  expect([...view.model.store.getState().selection]).toEqual(['ask']);
});

it('asks the host for the node that it shows', async () => {
  const view = await inspect('run');
  const asked = () => view.host.posted.filter((message) => message.type === 'inspect').at(-1);
  expect(asked()).toEqual({ type: 'inspect', node: 'run' });
  await view.act(() => view.model.store.setState({ inspectorOpen: false }));
  expect(asked()).toEqual({ type: 'inspect', node: null });
});

async function inspectOutputs(outputs: NodeSnapshot['outputs'], logTail: readonly string[] = []) {
  const view = await inspect('run');
  const node = { id: 'run', state: 'succeeded', attempt: 1, logTail, droppedLogBytes: 0, outputs } as const;
  await view.act(() => {
    view.host.send({ type: 'run', run: runOf([{ id: 'run', state: 'succeeded', attempt: 1, durationMs: 5 }]) });
    view.host.send({ type: 'detail', detail: { runId: 'run-1', node } });
  });
  return view;
}

it('marks the outputs of nodes that saw a secret', async () => {
  const outputs = [
    { port: 'stdout', type: 'text', value: 'key ***', tainted: true as const },
    { port: 'clean', type: 'text', value: 'nothing' },
  ];
  const { root } = await inspectOutputs(outputs);
  const heads = [...root.querySelectorAll('.output-head')].map((head) => head.textContent);
  expect(heads[0]).toContain('may contain a secret; masked');
  expect(heads[1]).not.toContain('secret');
});

it('shows outputs as what they are', async () => {
  const { root } = await inspectOutputs([
    { port: 'stdout', type: 'text', value: 'two\nlines' },
    {
      port: 'rows',
      type: 'table',
      value: [
        { region: 'North', total: 12 },
        { region: 'South', total: 3 },
      ],
    },
    { port: 'data', type: 'json', value: { list: Array.from({ length: 150 }, (_, index) => index) } },
  ]);
  expect(root.querySelector('.text-output')?.textContent).toBe('two\nlines');
  expect([...root.querySelectorAll('td')].map((cell) => cell.textContent)).toEqual(['North', '12', 'South', '3']);
  expect(root.querySelectorAll('.json-leaf')).toHaveLength(100);
  expect([...root.querySelectorAll('.link-button')].map((button) => button.textContent)).toContain('50 more');
});

it('reads a large text page by page', async () => {
  const reference = { digest: 'd', size: 200_000, mediaType: 'text/plain', preview: 'start', path: '/store/d' };
  const { root, host, act } = await inspectOutputs([{ port: 'stdout', type: 'text', reference }]);
  const more = () => [...root.querySelectorAll<HTMLElement>('.output .link-button')].at(-1);
  const answer = async (text: string, nextOffset?: number) => {
    await act(() => more()?.click());
    const request = host.posted.at(-1);
    if (request?.type !== 'readOutput') throw new Error('The view did not ask for a page.');
    const page = { digest: 'd', offset: request.offset, text, totalBytes: 200_000, ...(nextOffset && { nextOffset }) };
    await act(() => host.send({ type: 'outputPage', requestId: request.requestId, page }));
    return request.offset;
  };
  expect(root.querySelector('.text-output')?.textContent).toBe('start');
  expect(await answer('first ', 6)).toBe(0);
  expect(await answer('second')).toBe(6);
  expect(root.querySelector('.text-output')?.textContent).toBe('first second');
  expect(more()).toBeUndefined();
});

it('colours a log as a terminal would and never shows its control sequences', async () => {
  const { root } = await inspectOutputs([], ['plain', '\u001b[1;31mred\u001b[0m and \u001b[2Kback']);
  const lines = [...root.querySelectorAll('.log-line')];
  expect(lines.map((line) => line.textContent)).toEqual(['plain', 'red and back']);
  expect(lines[1]?.querySelector('.ansi-red.ansi-bold')?.textContent).toBe('red');
});

it('is open where there is room or a selected node, unless somebody chose', async () => {
  const { root, model, act, resize } = await inspect('ask');
  const isOpen = () => root.querySelector('.inspector') !== null;
  const select = (...ids: string[]) => act(() => model.store.setState({ selection: new Set(ids) }));
  await select();
  expect(isOpen()).toBe(true);
  await resize(1_000);
  expect(isOpen()).toBe(false);
  await select('ask');
  expect(isOpen()).toBe(true);
  await act(() => runCanvasCommand(model, { command: 'toggleInspector' }));
  expect(isOpen()).toBe(false);
  await act(() => runCanvasCommand(model, { command: 'toggleInspector' }));
  await resize(500);
  expect(isOpen()).toBe(false);
  await act(() => runCanvasCommand(model, { command: 'toggleInspector' }));
  expect(isOpen()).toBe(true);
});

it.each([
  ['<svg xmlns="http://www.w3.org/2000/svg"/>', true],
  ['<?xml version="1.0"?>\n<!-- drawn by hand -->\n<svg viewBox="0 0 1 1"></svg>', true],
  ['<svgs>', false],
  ['a line, then <svg >', false],
])('shows text that is a picture as one: %s', (text, isPicture) => {
  expect(isSvg(text)).toBe(isPicture);
});
