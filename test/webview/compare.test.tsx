import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BUILTIN_CATALOG } from '../../src/flow/catalog/builtinCatalog.ts';
import { compareFlows } from '../../src/flow/compare/compareFlows.ts';
import { comparisonSummary } from '../../src/flow/compare/comparisonWords.ts';
import { differencesOf } from '../../src/flow/compare/differences.ts';
import { overlayFlow } from '../../src/flow/compare/overlayFlow.ts';
import { parseFlow } from '../../src/flow/parse/parseFlow.ts';
import type {
  ComparisonHostMessage,
  ComparisonSnapshot,
  ComparisonViewMessage,
} from '../../src/messages/comparison.ts';
import { CompareApp } from '../../src/webview/compare/CompareApp.tsx';
import type { CompareHost } from '../../src/webview/compare/compareHost.ts';
import { prepareBrowser } from './support/renderView.tsx';

const BEFORE = `flow: 1
nodes:
  one: { uses: constant, with: { value: 1 } }
  two: { uses: merge, in: { a: one.value } }
  gone: { uses: delay, in: { value: two.value } }
layout: { one: [0, 0], two: [300, 0], gone: [600, 0] }
`;

const AFTER = `flow: 1
nodes:
  one: { uses: constant, with: { value: 2 } }
  two: { uses: merge, in: { a: one.value } }
layout: { one: [0, 0], two: [300, 0] }
`;

function snapshot(before: string, after: string): ComparisonSnapshot {
  const [from, to] = [parseFlow(before), parseFlow(after)];
  const comparison = compareFlows(from, to);
  const { model, addedWires, removedWires } = overlayFlow(from.model, to.model, comparison);
  return {
    before: 'HEAD',
    after: 'now',
    summary: comparisonSummary(comparison),
    document: { version: 0, title: 'a.flow', flow: { ...model, layout: [...model.layout] }, diagnostics: [] },
    addedWires,
    removedWires,
    differences: differencesOf(comparison),
  };
}

class FakeCompareHost implements CompareHost {
  readonly posted: ComparisonViewMessage[] = [];
  readonly #listeners = new Set<(message: ComparisonHostMessage) => void>();

  post(message: ComparisonViewMessage): void {
    this.posted.push(message);
  }

  subscribe(listener: (message: ComparisonHostMessage) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  send(message: ComparisonHostMessage): void {
    for (const listener of this.#listeners) listener(message);
  }
}

describe('The comparison', () => {
  let host: FakeCompareHost;
  let root: HTMLElement;
  let close: () => Promise<void>;

  beforeEach(async () => {
    prepareBrowser();
    host = new FakeCompareHost();
    root = document.body.appendChild(document.createElement('div'));
    const react = createRoot(root);
    await act(async () => react.render(<CompareApp host={host} />));
    close = () => act(async () => react.unmount());
    await show(BEFORE, AFTER);
  });

  afterEach(async () => {
    await close();
    vi.unstubAllGlobals();
    document.body.replaceChildren();
  });

  const show = (before: string, after: string) =>
    act(async () =>
      host.send({ type: 'comparison', comparison: snapshot(before, after), kinds: [...BUILTIN_CATALOG.values()] }),
    );
  const press = (key: string, shiftKey = false) =>
    act(async () => void window.dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey, bubbles: true })));
  const current = () => root.querySelector('.difference[data-current]')?.textContent ?? '';
  const mark = (id: string) => root.querySelector(`[data-card="${id}"]`)?.getAttribute('data-mark');

  it('asks for what to show, and marks each node', () => {
    expect(host.posted).toEqual([{ type: 'ready' }]);
    expect([mark('one'), mark('two'), mark('gone')]).toEqual(['changed', 'same', 'removed']);
    expect(root.querySelector('.compare-header')?.textContent).toContain('1 node removed, 1 changed.');
    expect(root.querySelector('[data-card="gone"]')?.getAttribute('aria-label')).toBe('gone, Delay, removed');
    expect(root.querySelector('[data-card="one"] .card-summary')?.textContent).toBe('with.value: 1 → 2');
  });

  it('steps through the list by F7 and by the command, around its ends', async () => {
    await press('F7');
    expect(current()).toContain('with.value: 1 → 2');
    await act(async () => host.send({ type: 'step', forward: true }));
    expect(current()).toContain('gone');
    await press('F7');
    expect(current()).toContain('one');
    await press('F7', true);
    expect(current()).toContain('gone');
    expect(root.querySelector('[data-card="gone"]')?.hasAttribute('data-current')).toBe(true);
  });

  it('takes a card for its place in the list, and asks for the texts at it', async () => {
    await act(async () => root.querySelector<HTMLElement>('[data-card="gone"]')?.click());
    expect(current()).toContain('gone');
    await act(async () => root.querySelector<HTMLElement>('[aria-label="Compare as Text"]')?.click());
    expect(host.posted.at(-1)).toEqual({ type: 'compareTexts', node: 'gone' });
  });

  it('follows the texts', async () => {
    await press('F7');
    await show(BEFORE, BEFORE.replace('[300, 0]', '[300, 60]'));
    expect([mark('one'), mark('two'), mark('gone')]).toEqual(['same', 'moved', 'same']);
    expect(root.querySelector('.compare-summary')?.textContent).toBe('Only the layout differs: 1 node moved.');
    await show(BEFORE, BEFORE);
    expect(root.querySelectorAll('.difference')).toHaveLength(0);
    await press('F7');
    expect(current()).toBe('');
  });
});
