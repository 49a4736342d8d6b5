import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, vi } from 'vitest';
import { App } from '../../../src/webview/app/App.tsx';
import { type CanvasModel, createCanvasModel } from '../../../src/webview/store/canvasStore.ts';
import { runCanvasCommand } from '../../../src/webview/store/commands.ts';
import { FakeHost } from './fakeHost.ts';

/** Size of the window that the canvas believes to have: jsdom lays nothing out. */
const WINDOW = { width: 1_600, height: 1_000 };

class StillResizeObserver implements ResizeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

/** Gives jsdom what a view needs of a browser. */
export function prepareBrowser(): void {
  window.innerWidth = WINDOW.width;
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  vi.stubGlobal('ResizeObserver', StillResizeObserver);
  vi.stubGlobal(
    'DOMMatrixReadOnly',
    class {
      readonly m22 = 1;
    },
  );
  vi.stubGlobal('matchMedia', () => ({ matches: true, addEventListener() {}, removeEventListener() {} }));
  for (const [property, value] of [
    ['offsetWidth', WINDOW.width],
    ['offsetHeight', WINDOW.height],
  ] as const)
    Object.defineProperty(HTMLElement.prototype, property, { configurable: true, get: () => value });
  Element.prototype.scrollIntoView = () => {};
  Object.defineProperty(HTMLElement.prototype, 'innerText', {
    configurable: true,
    get(this: HTMLElement) {
      return this.textContent;
    },
  });
  // jsdom draws nothing, and says so at every attempt.
  HTMLCanvasElement.prototype.getContext = () => null;
  // What jsdom's form-associated custom elements do not have yet.
  Object.assign(ElementInternals.prototype, { setFormValue() {}, setValidity() {} });
}

/** A whole view in jsdom, with the host that it talks to. */
export interface RenderedView {
  readonly host: FakeHost;
  readonly model: CanvasModel;
  readonly root: HTMLElement;
  /** Makes the window as wide as given, in CSS pixels. */
  readonly resize: (width: number) => Promise<void>;
  /** Runs something and waits until React and every settled promise have done their work. */
  readonly act: (work: () => void | Promise<void>) => Promise<void>;
  /** Answers the newest edit and sends the document that it led to. */
  readonly accept: (text: string) => Promise<void>;
}

const opened: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of opened.splice(0)) await close();
  vi.unstubAllGlobals();
  document.body.replaceChildren();
});

/** Opens a flow in the view. It is closed at the end of the test. */
export async function renderView(text: string): Promise<RenderedView> {
  prepareBrowser();
  const host = new FakeHost();
  const model = createCanvasModel(host, (target, { command }) => runCanvasCommand(target, command));
  const root = document.body.appendChild(document.createElement('div'));
  const react = createRoot(root);
  const run = (work: () => void | Promise<void>) => act(async () => work());
  await run(() => react.render(<App model={model} />));
  await run(() => host.open(text));
  opened.push(async () => {
    await run(() => react.unmount());
    model.dispose();
  });
  const resize = (width: number) =>
    run(() => {
      window.innerWidth = width;
      window.dispatchEvent(new Event('resize'));
    });
  const accept = async (changed: string) => {
    const edit = host.edits.at(-1);
    if (!edit) throw new Error('There is no edit to accept.');
    await run(() => {
      host.openVersion(changed, edit.baseVersion + 1);
      host.send({ type: 'editDone', requestId: edit.requestId, version: edit.baseVersion + 1 });
    });
  };
  return { host, model, root, resize, act: run, accept };
}

/** Presses a key where the keyboard is, or on an element. */
export function press(
  key: string,
  options: KeyboardEventInit = {},
  target: Element = document.activeElement ?? document.body,
): void {
  target.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, composed: true, ...options }),
  );
}

/** Lets go of a key. */
export function release(key: string): void {
  (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keyup', { key, bubbles: true }));
}
