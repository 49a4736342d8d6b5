import { describe, expect, it } from 'vitest';
import type { NodeRunView } from '../../src/messages/run.ts';
import { press, type RenderedView, renderView } from './support/renderView.tsx';
import { runOf } from './support/snapshots.ts';

const TEXT = `flow: 1
nodes:
  read: { uses: file.read, with: { path: a.json, as: text } }
  parse: { uses: json.parse, name: Read it, in: { text: read.content } }
  print: { uses: shell, in: { data: parse.value }, with: { run: echo "$data" } }
layout:
  read: [0, 0]
  parse: [320, 0]
  print: [640, 0]
`;

const KEPT: NodeRunView = {
  id: 'read',
  state: 'cached',
  attempt: 0,
  part: { role: 'kept', words: 'kept from the run of 11:02', runId: 'run-0' },
};
const RAN: NodeRunView = { id: 'parse', state: 'succeeded', attempt: 1, durationMs: 80 };
const LEFT_OUT: NodeRunView = {
  id: 'print',
  state: 'failed',
  attempt: 1,
  failure: 'Exit code 1.',
  part: { role: 'left-out', words: 'not part of this run; failed in the run of 11:02', runId: 'run-0' },
};
const PARTIAL = { state: 'succeeded', durationMs: 90, asked: { verb: 'only', node: 'parse' }, totalNodes: 1 } as const;
const PIN = { id: 'parse', words: 'pinned, from the run of 11:02', runId: 'run-0' };

async function openAt(node: string): Promise<RenderedView> {
  const view = await renderView(TEXT);
  await view.act(() => view.model.store.setState({ selection: new Set([node]), current: node }));
  return view;
}

function card(root: HTMLElement, id: string): HTMLElement | null {
  return root.querySelector(`[data-card="${id}"]`);
}

/** Labels of the open menu; a line that cannot be chosen is followed by its reason. */
function menu(root: HTMLElement): readonly string[] {
  return [...root.querySelectorAll<HTMLElement>('[role="menuitem"]')].map((item) => {
    const label = item.firstElementChild?.textContent ?? '';
    return item.title === '' ? label : `${label} (${item.title})`;
  });
}

function choose(root: HTMLElement, label: string): void {
  const items = [...root.querySelectorAll<HTMLElement>('[role="menuitem"]')];
  items.find((item) => item.firstElementChild?.textContent === label)?.click();
}

async function openMenu({ act, root }: RenderedView, id: string): Promise<void> {
  const event = new MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX: 10, clientY: 10 });
  await act(() => void card(root, id)?.querySelector('.card-header')?.dispatchEvent(event));
}

describe('The menu of a node', () => {
  it('runs the parts of the flow that the node names', async () => {
    const view = await renderView(TEXT);
    for (const [label, command] of [
      ['Run to Here', 'runTo'],
      ['Run Only This Node', 'runOnly'],
      ['Run from Here', 'runFrom'],
      ['Pin Outputs', 'pin'],
    ]) {
      await openMenu(view, 'parse');
      await view.act(() => choose(view.root, label ?? ''));
      expect(view.host.posted.at(-1)).toEqual({ type: 'nodeCommand', command, node: 'parse' });
    }
  });

  it('says why nothing can be run in an untrusted workspace', async () => {
    const view = await renderView(TEXT);
    const environment = { runnable: false, reason: 'Trust the workspace.' };
    await view.act(() => view.host.send({ type: 'environment', environment }));
    await openMenu(view, 'parse');
    expect(menu(view.root).slice(0, 4)).toEqual([
      'Run to Here (Trust the workspace.)',
      'Run Only This Node (Trust the workspace.)',
      'Run from Here (Trust the workspace.)',
      'Pin Outputs (Trust the workspace.)',
    ]);
    const before = view.host.posted.length;
    await view.act(() => choose(view.root, 'Run to Here'));
    expect(view.host.posted).toHaveLength(before);
  });

  it('offers no second run while the flow runs, but pins for the next', async () => {
    const view = await renderView(TEXT);
    await view.act(() => view.host.send({ type: 'run', run: runOf([{ id: 'read', state: 'running', attempt: 1 }]) }));
    await openMenu(view, 'parse');
    expect(menu(view.root).slice(2, 4)).toEqual(['Run from Here (The flow is running.)', 'Pin Outputs']);
  });

  it('takes the pin of a pinned node away', async () => {
    const view = await renderView(TEXT);
    await view.act(() => view.host.send({ type: 'pins', pins: [PIN] }));
    await openMenu(view, 'parse');
    await view.act(() => choose(view.root, 'Unpin Outputs'));
    expect(view.host.posted.at(-1)).toEqual({ type: 'nodeCommand', command: 'unpin', node: 'parse' });
  });

  it('opens the log of the run that is shown of the node', async () => {
    const view = await renderView(TEXT);
    await view.act(() => view.host.send({ type: 'run', run: runOf([KEPT, RAN, LEFT_OUT], PARTIAL) }));
    await openMenu(view, 'print');
    await view.act(() => choose(view.root, 'Open Log'));
    expect(view.host.posted.at(-1)).toEqual({ type: 'openNodeLog', runId: 'run-0', node: 'print' });
  });
});

describe('The keys of the canvas', () => {
  it.each([
    [{ shiftKey: true }, 'runTo'],
    [{ altKey: true }, 'runOnly'],
    [{ altKey: true, shiftKey: true }, 'runFrom'],
  ])('run a part of the flow with Enter and %j', async (modifiers, command) => {
    const { act, host } = await openAt('parse');
    await act(() => press('Enter', modifiers, document.body));
    expect(host.posted.at(-1)).toEqual({ type: 'nodeCommand', command, node: 'parse' });
  });

  it('pin and unpin', async () => {
    const { act, host } = await openAt('parse');
    await act(() => press('p', {}, document.body));
    expect(host.posted.at(-1)).toMatchObject({ command: 'pin', node: 'parse' });
    await act(() => host.send({ type: 'pins', pins: [PIN] }));
    await act(() => press('p', {}, document.body));
    expect(host.posted.at(-1)).toMatchObject({ command: 'unpin', node: 'parse' });
  });

  it('say what is missing', async () => {
    const { act, host, root, model } = await renderView(TEXT);
    const notice = () => root.querySelector('.notice')?.textContent;
    await act(() => model.store.setState({ selection: new Set(['read', 'parse']) }));
    await act(() => press('Enter', { shiftKey: true }, document.body));
    expect(notice()).toContain('Select one node first.');
    await act(() => host.send({ type: 'environment', environment: { runnable: false, reason: 'Trust it.' } }));
    await act(() => press('p', {}, document.body));
    expect(notice()).toContain('Trust it.');
    expect(host.posted.filter(({ type }) => type === 'nodeCommand')).toEqual([]);
  });
});

describe('The toolbar', () => {
  it('offers to go on from a run that did not end well', async () => {
    const { act, host, root } = await renderView(TEXT);
    const button = (label: string) => root.querySelector<HTMLElement>(`.toolbar [aria-label="${label}"]`);
    await act(() => host.send({ type: 'run', run: runOf([RAN], { state: 'succeeded', durationMs: 1 }) }));
    expect(button('Retry Failed')).toBeNull();
    await act(() =>
      host.send({ type: 'run', run: runOf([RAN], { state: 'failed', durationMs: 1, unfinished: 'retry' }) }),
    );
    await act(() => button('Retry Failed')?.click());
    expect(host.posted.at(-1)).toEqual({ type: 'command', command: 'retryFailed' });
    await act(() =>
      host.send({ type: 'run', run: runOf([RAN], { state: 'cancelled', durationMs: 1, unfinished: 'resume' }) }),
    );
    await act(() => button('Resume')?.click());
    expect(host.posted.at(-1)).toEqual({ type: 'command', command: 'resume' });
  });

  it('lists all ways to run beside Run', async () => {
    const { act, host, root } = await openAt('parse');
    await act(() =>
      host.send({ type: 'run', run: runOf([RAN], { state: 'failed', durationMs: 1, unfinished: 'retry' }) }),
    );
    const more = root.querySelector<HTMLElement>('.run-more');
    await act(() => more?.click());
    expect(more?.getAttribute('aria-expanded')).toBe('true');
    expect(menu(root)).toEqual([
      'Run Flow',
      'Run Again',
      'Retry Failed',
      'Run to Here',
      'Run Only This Node',
      'Run from Here',
    ]);
    await act(() => choose(root, 'Run to Here'));
    expect(host.posted.at(-1)).toEqual({ type: 'nodeCommand', command: 'runTo', node: 'parse' });
    expect(more?.getAttribute('aria-expanded')).toBe('false');
  });

  it('says which part ran and counts only that', async () => {
    const { act, host, root } = await renderView(TEXT);
    await act(() => host.send({ type: 'run', run: runOf([KEPT, RAN, LEFT_OUT], PARTIAL) }));
    expect(root.querySelector('.run-pill')?.textContent).toBe('only Read it1 of 190 ms');
    expect(root.querySelector('[aria-live="polite"]')?.textContent).toBe('Run: Succeeded, only Read it, 1 of 1');
  });
});

describe('Cards of a partial run', () => {
  it('show colour only of what ran', async () => {
    const { act, host, root } = await renderView(TEXT);
    await act(() => host.send({ type: 'run', run: runOf([KEPT, RAN, LEFT_OUT], PARTIAL) }));
    const badge = (id: string) => card(root, id)?.querySelector('.status-badge');
    expect(card(root, 'read')?.dataset).toMatchObject({ part: 'kept' });
    expect(badge('read')?.getAttribute('title')).toBe('Kept from the run of 11:02');
    expect(badge('parse')?.getAttribute('data-state')).toBe('succeeded');
    expect(card(root, 'print')?.dataset).toMatchObject({ part: 'left-out' });
    expect(card(root, 'print')?.dataset['state']).toBeUndefined();
    expect(badge('print')?.getAttribute('title')).toBe('Not part of this run; failed in the run of 11:02');
    expect(root.querySelector('.card-failure')).toBeNull();
    expect(card(root, 'print')?.getAttribute('aria-label')).toContain('not part of this run');
  });

  it('have no badge when they never ran', async () => {
    const { act, host, root } = await renderView(TEXT);
    const part = { role: 'left-out', words: 'not part of this run' } as const;
    await act(() =>
      host.send({ type: 'run', run: runOf([{ id: 'print', state: 'skipped', attempt: 0, part }], PARTIAL) }),
    );
    expect(card(root, 'print')?.querySelector('.status-badge')).toBeNull();
  });

  it('say that they were pinned in this run, once, also after they were unpinned', async () => {
    const { act, host, root } = await renderView(TEXT);
    const part = { role: 'pinned', words: PIN.words, runId: 'run-0' } as const;
    await act(() => host.send({ type: 'run', run: runOf([{ id: 'parse', state: 'cached', attempt: 0, part }]) }));
    expect(card(root, 'parse')?.querySelector('.status-badge')?.getAttribute('title')).toBe(
      'Pinned, from the run of 11:02',
    );
    await act(() => host.send({ type: 'pins', pins: [PIN] }));
    expect(card(root, 'parse')?.querySelector('.status-badge')).toBeNull();
    expect(card(root, 'parse')?.querySelectorAll('.card-pin')).toHaveLength(1);
  });

  it('are marked when they are pinned, without a run too', async () => {
    const { act, host, root } = await renderView(TEXT);
    await act(() => host.send({ type: 'pins', pins: [PIN] }));
    expect(card(root, 'parse')?.querySelector('.card-pin')?.getAttribute('title')).toBe(
      'Pinned, from the run of 11:02',
    );
    expect(card(root, 'parse')?.getAttribute('aria-label')).toContain('pinned, from the run of 11:02');
    await act(() => host.send({ type: 'pins', pins: [] }));
    expect(card(root, 'parse')?.querySelector('.card-pin')).toBeNull();
  });
});

describe('The inspector', () => {
  const lines = (root: HTMLElement) => root.querySelector('.inspector .origin')?.textContent;
  const link = (root: HTMLElement, text: string) =>
    [...root.querySelectorAll<HTMLElement>('.inspector .link-button')].find((item) => item.textContent === text);

  it('says where a kept value comes from and leads there', async () => {
    const { act, host, root } = await openAt('read');
    await act(() => host.send({ type: 'run', run: runOf([KEPT, RAN, LEFT_OUT], PARTIAL) }));
    expect(lines(root)).toBe('Kept from the run of 11:02 · Show');
    await act(() => link(root, 'Show')?.click());
    expect(host.posted.at(-1)).toEqual({ type: 'showRun', runId: 'run-0', node: 'read' });
  });

  it('says of which run a left-out node’s result is', async () => {
    const { act, host, root } = await openAt('print');
    await act(() => host.send({ type: 'run', run: runOf([KEPT, RAN, LEFT_OUT], PARTIAL) }));
    expect(lines(root)).toBe('Not part of this run; failed in the run of 11:02 · Show');
    expect(root.querySelector('.inspector .failure')?.textContent).toBe('Exit code 1.');
  });

  it('says that a pinned node does not run, and unpins it', async () => {
    const { act, host, root } = await openAt('parse');
    await act(() => host.send({ type: 'pins', pins: [PIN] }));
    expect(root.querySelector('.pin-note')?.textContent).toContain('Pinned, from the run of 11:02. It does not run.');
    await act(() => link(root, 'Unpin')?.click());
    expect(host.posted.at(-1)).toEqual({ type: 'nodeCommand', command: 'unpin', node: 'parse' });
  });
});
