import type { HostAnswer, HostRequest } from './flowHost.ts';
import { commandOf, nodeId } from './gridFlow.ts';

/** What a page can measure of itself. Times are in milliseconds. */
export interface PageProbe {
  /** From loading a script until nodes and wires are drawn and the page answers. */
  open(script: string): Promise<number>;
  /** How long each frame took while the graph was panned by a wheel. */
  pan(frames: number): Promise<readonly number[]>;
  /** Types into a node's command: until its card shows it, from the keystroke and from the host's message. */
  edit(node: number, turn: number): Promise<{ readonly typed: number; readonly sent: number }>;
  /** How long each frame took while pictures of a run arrived. */
  watchRun(options: RunOptions): Promise<readonly number[]>;
}

/** Pictures of a run in which nodes finish steadily. */
export interface RunOptions {
  readonly from: number;
  readonly to: number;
  readonly step: number;
  readonly everyMs: number;
}

declare global {
  var probe: PageProbe;
  var acquireVsCodeApi: () => unknown;
}

/** Distance of one turn of the wheel, in CSS pixels; React Flow moves by half of it. */
const WHEEL = 20;

/** A page that takes longer is broken. */
const DRAWN_LIMIT_MS = 20_000;

let host: Worker | undefined;
let sentAt = 0;

function ask(request: HostRequest): void {
  host?.postMessage(request);
}

/** The way from VS Code to a webview's script, and back. */
function startHost(): void {
  const worker = new Worker('/flowHost.js');
  worker.addEventListener('message', ({ data }: MessageEvent<HostAnswer>) => {
    sentAt = data.sentAt - performance.timeOrigin;
    window.dispatchEvent(new MessageEvent('message', { data: data.message }));
  });
  host = worker;
}

globalThis.acquireVsCodeApi = () => ({
  postMessage: ({ type }: { readonly type: string }) => type === 'ready' && ask({ ask: 'begin' }),
  // Both pages show the same place at the same zoom.
  getState: () => ({ viewport: { x: 0, y: 0, zoom: 1 } }),
  setState: () => undefined,
});

function frame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}

/** Resolves with the moment at which a frame that holds what `isThere` looks for has been handed to the screen. */
async function drawn(isThere: () => boolean): Promise<number> {
  const deadline = performance.now() + DRAWN_LIMIT_MS;
  do {
    if ((await frame()) > deadline) throw new Error('The page did not draw what was waited for.');
  } while (!isThere());
  // The task after a frame comes when the frame is done.
  await new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve();
    port2.postMessage(null);
  });
  return performance.now();
}

/** Calls `each` in every frame until it says so, and tells how long the frames took. */
async function framesUntil(each: (time: number) => boolean): Promise<readonly number[]> {
  const times = [await frame()];
  for (;;) {
    const time = await frame();
    times.push(time);
    if (each(time)) break;
  }
  return times.slice(1).map((time, index) => time - (times[index] ?? time));
}

globalThis.probe = {
  open: async (script) => {
    const element = document.createElement('script');
    element.src = script;
    const started = performance.now();
    document.body.append(element);
    const shown = (selector: string) => document.querySelector(selector) !== null;
    return (await drawn(() => shown('.react-flow__node') && shown('.react-flow__edge'))) - started;
  },
  pan: (frames) => {
    const pane = document.querySelector('.react-flow__pane');
    let count = 0;
    return framesUntil(() => {
      const turn = { deltaX: WHEEL, deltaY: WHEEL / 2, clientX: 600, clientY: 400, bubbles: true, cancelable: true };
      pane?.dispatchEvent(new WheelEvent('wheel', turn));
      count += 1;
      return count >= frames;
    });
  },
  edit: async (node, turn) => {
    const started = performance.now();
    ask({ ask: 'edit', node, turn });
    const card = document.querySelector(`[data-card="${nodeId(node)}"]`);
    const at = await drawn(() => card?.textContent.includes(commandOf(node, turn)) ?? false);
    return { typed: at - started, sent: at - sentAt };
  },
  watchRun: ({ from, to, step, everyMs }) => {
    const started = performance.now();
    let finished = from;
    return framesUntil((time) => {
      if (time - started < ((finished - from) / step) * everyMs) return false;
      if (finished > to) return true;
      ask({ ask: 'run', finished });
      finished += step;
      return false;
    });
  },
};

if (document.documentElement.dataset['host'] === 'flow') startHost();
