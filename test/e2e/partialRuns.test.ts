import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { APPEARS, FlowCanvas, type FlowWindow, openFlowWindow } from './support/flowWindow.ts';

const FLOW = 'parts.flow';
const TRACE = 'parts.trace';
const SIZE = { width: 1800, height: 1000 };

/** Each node notes in a file that it ran. The second one has a slip in its script. */
const TEXT = `flow: 1
name: Parts
nodes:
  fetch:
    uses: shell
    with: { run: "echo fetch >> ${TRACE}; echo 42" }
  report:
    uses: shell
    in: { count: fetch.stdout }
    with: { run: "echo report >> ${TRACE}; exitt || exit 1; echo counted $count" }
  publish:
    uses: shell
    in: { text: report.stdout }
    with: { run: "echo publish >> ${TRACE}; echo published $text" }
layout:
  fetch: [0, 0]
  report: [320, 0]
  publish: [640, 0]
`;

describe('a flow of which a part is run', () => {
  let window: FlowWindow;
  let canvas: FlowCanvas;

  beforeAll(async () => {
    window = await openFlowWindow({
      size: SIZE,
      prepare: (folder) => writeFileSync(join(folder, FLOW), TEXT),
    });
    await window.workbench.openFile(FLOW);
    canvas = new FlowCanvas(window.workbench);
    await canvas.card('publish').waitFor();
  });
  afterAll(() => window.close());

  /** What ran since the last time, in order. */
  function ran(): readonly string[] {
    const file = join(window.examples.folder, TRACE);
    const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
    rmSync(file, { force: true });
    return lines;
  }

  const part = (id: string, role: string) => canvas.view.locator(`[data-card="${id}"][data-part="${role}"]`);

  it('fails, is mended in its text, and goes on with what failed', async () => {
    const { workbench } = window;
    await canvas.start();
    await canvas.waitForRun('failed');
    await canvas.waitForState('report', 'failed');
    expect(ran()).toEqual(['fetch', 'report']);

    await canvas.card('report').locator('.card-title').click();
    const script = canvas.view.getByRole('textbox', { name: 'Script' });
    await script.fill((await script.inputValue()).replace('exitt || exit 1; ', ''));
    await canvas.card('fetch').locator('.card-title').click();
    await expect.poll(() => workbench.isDirty(FLOW), APPEARS).toBe(true);

    await canvas.view.getByRole('button', { name: 'Retry Failed' }).click();
    await canvas.waitForRun('succeeded');
    expect(ran()).toEqual(['report', 'publish']);
    await part('fetch', 'kept').waitFor();
    await canvas.view.locator('.origin', { hasText: 'Kept from the run of' }).waitFor();
    await canvas.view.getByRole('button', { name: 'Retry Failed' }).waitFor({ state: 'detached' });
  });

  it('leads from a kept value to the run that it comes from', async () => {
    const { workbench } = window;
    await canvas.view.locator('.origin').getByRole('button', { name: 'Show' }).click();
    const selected = workbench.tree('Runs').locator('.monaco-list-row.selected');
    await expect.poll(() => selected.allInnerTexts(), APPEARS).toEqual([expect.stringMatching(/fetch\s*succeeded/)]);
  });

  it('runs one node alone, and shows what is known of the others', async () => {
    await canvas.card('report').locator('.card-title').click();
    await window.workbench.page.keyboard.press('Alt+Enter');
    await part('publish', 'left-out').waitFor();
    await canvas.waitForRun('succeeded');
    expect(ran()).toEqual(['report']);
    await canvas.card('publish').locator('.card-title').click();
    await canvas.view.locator('.origin', { hasText: 'Not part of this run; succeeded in the run of' }).waitFor();
  });

  it('does not run what is pinned, until it is unpinned', async () => {
    await canvas.choose('report', 'Pin Outputs');
    await canvas.card('report').locator('.card-pin').waitFor();
    await canvas.start();
    await canvas.waitForState('publish', 'succeeded');
    await canvas.waitForRun('succeeded');
    // With `report` pinned neither waits for the other.
    expect([...ran()].sort()).toEqual(['fetch', 'publish']);
    await part('report', 'pinned').waitFor();

    await window.workbench.reload();
    await window.workbench.openFile(FLOW);
    await canvas.card('report').locator('.card-pin').waitFor();
    await canvas.choose('report', 'Unpin Outputs');
    await canvas.card('report').locator('.card-pin').waitFor({ state: 'detached' });
    await canvas.start();
    await canvas.waitForState('report', 'succeeded');
    await canvas.waitForRun('succeeded');
    expect(ran()).toEqual(['fetch', 'report', 'publish']);
  });
});
