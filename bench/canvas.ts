import { existsSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { CHROMIUM } from '../scripts/lib/tools.mjs';
import { startBrowser } from '../test/support/browser.ts';
import { heapBytes, openPage, PAGE_SCRIPT, type PageFiles, type PageName, pageFiles } from './support/canvasPages.ts';
import { GRID } from './support/gridFlow.ts';
import type { Row } from './support/row.ts';

const OPEN_LIMIT_MS = 2_000;
/** More than this part of the plain page's time the canvas may not take to open. */
const MOST_TIMES_PLAIN = 1.3;
const EDIT_LIMIT_MS = 100;
const HEAP_LIMIT_MB = 150;
/** Share of frames that may come late, in percent: a shared machine drops one now and then by itself. */
const LATE_LIMIT_PERCENT = 5;

/** A frame that took longer has missed its turn of 60 in a second. */
const LATE_FRAME_MS = 20;
const PANNED_FRAMES = 240;
const OPENINGS = 3;
const EDITS = 9;
/** Its card is in sight where the panning ends. */
const EDITED_NODE = 9 * GRID.rows + 10;
/** A thousand nodes a second; the host sends a picture of a run of 10,000 nodes about so often. */
const RUN = { from: 7_000, to: GRID.nodes, step: 300, everyMs: 300 };

interface Measured {
  readonly openMs: number;
  readonly panLate: number;
  readonly panLongestMs: number;
  readonly heapMegabytes: number;
}

interface EditedAndRun {
  readonly editMs: number;
  readonly typedMs: number;
  readonly runLate: number;
  readonly runLongestMs: number;
}

type MeasuredCanvas = Measured & EditedAndRun;

/**
 * Measures the built canvas in a real browser, fed with the messages of a host, beside a page that shows the same graph
 * with React Flow alone.
 */
export async function run(): Promise<readonly Row[]> {
  if (!existsSync(CHROMIUM)) return [{ name: 'skipped', value: 0, unit: '', note: `no browser at ${CHROMIUM}` }];
  const browser = await startBrowser();
  try {
    const files = await pageFiles();
    const canvas: MeasuredCanvas[] = [];
    const plain: Measured[] = [];
    // By turns, so that what else the machine does falls on both.
    for (let turn = 0; turn < OPENINGS; turn += 1) {
      plain.push(await measurePage(browser, files, 'plain', async () => ({})));
      canvas.push(await measurePage(browser, files, 'canvas', editAndRun));
    }
    return rows(canvas, plain);
  } finally {
    await browser.close();
  }
}

function rows(canvas: readonly MeasuredCanvas[], plain: readonly Measured[]): readonly Row[] {
  const open = best(canvas, ({ openMs }) => openMs);
  const openPlain = best(plain, ({ openMs }) => openMs);
  const late = { unit: '%', limit: LATE_LIMIT_PERCENT };
  const longest = (times: readonly number[]) => `longest ${Math.round(Math.min(...times))} ms`;
  return [
    { name: 'plain page: open', value: openPlain, unit: 'ms', note: `${GRID.nodes} nodes, only visible ones drawn` },
    { name: 'open to a usable canvas', value: open, unit: 'ms', limit: OPEN_LIMIT_MS },
    { name: 'open, times the plain page', value: open / openPlain, unit: 'x', limit: MOST_TIMES_PLAIN },
    {
      name: 'an edit: message of the host to the screen',
      value: best(canvas, ({ editMs }) => editMs),
      unit: 'ms',
      limit: EDIT_LIMIT_MS,
    },
    {
      name: 'an edit: keystroke to the screen',
      value: best(canvas, ({ typedMs }) => typedMs),
      unit: 'ms',
      note: 'with reading and checking the text',
    },
    {
      name: 'plain page: late frames while panning',
      value: best(plain, ({ panLate }) => panLate),
      unit: '%',
      note: longest(plain.map(({ panLongestMs }) => panLongestMs)),
    },
    {
      name: 'late frames while panning',
      value: best(canvas, ({ panLate }) => panLate),
      ...late,
      note: longest(canvas.map(({ panLongestMs }) => panLongestMs)),
    },
    {
      name: 'late frames while 1,000 nodes a second finish',
      value: best(canvas, ({ runLate }) => runLate),
      ...late,
      note: longest(canvas.map(({ runLongestMs }) => runLongestMs)),
    },
    { name: 'plain page: memory', value: best(plain, ({ heapMegabytes }) => heapMegabytes), unit: 'MB' },
    {
      name: 'memory of the page',
      value: best(canvas, ({ heapMegabytes }) => heapMegabytes),
      unit: 'MB',
      limit: HEAP_LIMIT_MB,
    },
  ];
}

/** Opens, pans, does `more` and then looks at the memory, in a page of its own. */
async function measurePage<More>(
  browser: Browser,
  files: PageFiles,
  name: PageName,
  more: (page: Page) => Promise<More>,
): Promise<Measured & More> {
  const page = await openPage(browser, files, name);
  const openMs = await page.evaluate((script) => globalThis.probe.open(script), PAGE_SCRIPT[name]);
  const pan = await page.evaluate((frames) => globalThis.probe.pan(frames), PANNED_FRAMES);
  const further = await more(page);
  const heapMegabytes = (await heapBytes(page)) / 1e6;
  await page.context().close();
  return { openMs, panLate: latePercent(pan), panLongestMs: Math.max(...pan), heapMegabytes, ...further };
}

async function editAndRun(page: Page): Promise<EditedAndRun> {
  const edits: { readonly typed: number; readonly sent: number }[] = [];
  for (let turn = 1; turn <= EDITS; turn += 1) {
    edits.push(
      await page.evaluate(([node, typed]) => globalThis.probe.edit(node, typed), [EDITED_NODE, turn] as const),
    );
  }
  const frames = await page.evaluate((options) => globalThis.probe.watchRun(options), RUN);
  return {
    editMs: median(edits.map(({ sent }) => sent)),
    typedMs: median(edits.map(({ typed }) => typed)),
    runLate: latePercent(frames),
    runLongestMs: Math.max(...frames),
  };
}

function latePercent(frames: readonly number[]): number {
  return (100 * frames.filter((time) => time > LATE_FRAME_MS).length) / frames.length;
}

function best<T>(turns: readonly T[], measure: (turn: T) => number): number {
  return Math.min(...turns.map(measure));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
