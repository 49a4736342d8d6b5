import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, FrameLocator, Locator } from 'playwright-core';
import { unpackExtension } from '../../../scripts/lib/unpackedExtension.mjs';
import { startBrowser } from '../../support/browser.ts';
import { type CodeServer, startCodeServer } from '../../support/codeServer.ts';
import { copyExamples, type ExamplesCopy } from '../../support/examplesCopy.ts';
import type { ThemeName } from '../../support/settings.ts';
import { type WindowSize, Workbench } from '../../support/workbench.ts';

/** Millrace as a user has it: built, installed into a VS Code, with a private copy of the examples open. */
export interface FlowWindow {
  readonly workbench: Workbench;
  readonly examples: ExamplesCopy;
  readonly close: () => Promise<void>;
}

/** How long a poll may wait on a busy computer; the same as the window's locators. */
export const APPEARS = { timeout: 30_000 };

/** Opens a window. `prepare` may add files to the examples before VS Code sees them. */
export async function openFlowWindow(
  options: { theme?: ThemeName; size?: WindowSize; prepare?: (folder: string) => void } = {},
): Promise<FlowWindow> {
  const parent = mkdtempSync(join(tmpdir(), 'millrace-e2e-'));
  const examples = copyExamples();
  options.prepare?.(examples.folder);
  const opened: { browser?: Browser; server?: CodeServer } = {};
  const close = async () => {
    await opened.browser?.close();
    await opened.server?.stop();
    examples.remove();
    rmSync(parent, { recursive: true, force: true });
  };
  try {
    const extension = await unpackExtension(parent);
    opened.server = await startCodeServer({ extensions: [extension], ...(options.theme && { theme: options.theme }) });
    opened.browser = await startBrowser();
    const workbench = await Workbench.open(opened.browser, opened.server, examples.folder, options.size);
    return { workbench, examples, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The canvas of the visible flow editor, with what a person does on it. */
export class FlowCanvas {
  readonly view: FrameLocator;
  readonly #workbench: Workbench;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
    this.view = workbench.webview();
  }

  /** A card by its node's id. */
  card(id: string): Locator {
    return this.view.locator(`[data-card="${id}"]`);
  }

  /** Waits until a card shows this state of its node. */
  async waitForState(id: string, state: string): Promise<void> {
    await this.view.locator(`[data-card="${id}"][data-state="${state}"]`).waitFor();
  }

  /** Waits until the toolbar shows this state of the run. */
  async waitForRun(state: string): Promise<void> {
    await this.view.locator(`.run-pill[data-state="${state}"]`).waitFor();
  }

  /** Presses Run. */
  async start(): Promise<void> {
    await this.view.getByRole('button', { name: 'Run', exact: true }).click();
  }

  /** Presses Cancel. */
  async cancel(): Promise<void> {
    await this.view.getByRole('button', { name: 'Cancel', exact: true }).click();
  }

  /** Picks from the menu of a card. */
  async choose(id: string, label: string): Promise<void> {
    await this.card(id).locator('.card-header').click({ button: 'right' });
    await this.view.getByRole('menuitem', { name: label }).click();
  }

  /** The area of a port that a wire starts from. */
  outPort(id: string, port: string): Locator {
    return this.card(id).locator(`[data-handleid="out:${port}"]`);
  }

  /** Drags with the mouse from the middle of one thing to the middle of another. */
  async drag(from: Locator, to: Locator): Promise<void> {
    const { mouse } = this.#workbench.page;
    const start = await middleOf(from);
    const end = await middleOf(to);
    await mouse.move(start.x, start.y);
    await mouse.down();
    await mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 5 });
    await mouse.move(end.x, end.y, { steps: 5 });
    await mouse.up();
  }

  /** Double-clicks the canvas at a distance from its lower left corner, where nothing is. */
  async doubleClickFreePlace(distance: { readonly right: number; readonly up: number }): Promise<void> {
    const box = await this.view.locator('#canvas').boundingBox();
    if (!box) throw new Error('The canvas is not visible.');
    await this.#workbench.page.mouse.dblclick(box.x + distance.right, box.y + box.height - distance.up);
  }
}

async function middleOf(target: Locator): Promise<{ x: number; y: number }> {
  const box = await target.boundingBox();
  if (!box) throw new Error(`${String(target)} is not visible.`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
