import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { APPEARS, FlowCanvas, type FlowWindow, openFlowWindow } from './support/flowWindow.ts';
import { LONG_FLOW, sleepers, uniqueSeconds, writeLongFlow } from './support/longFlow.ts';

const EXAMPLE = 'sales-report/report.flow';
const SECONDS = uniqueSeconds();
/** Room for all of the example at a zoom at which its ports can be taken. */
const SIZE = { width: 2000, height: 1000 };

describe('the graph of a flow', () => {
  let window: FlowWindow;

  beforeAll(async () => {
    window = await openFlowWindow({ size: SIZE, prepare: (folder) => writeLongFlow(folder, SECONDS) });
  });
  afterAll(() => window.close());

  it('takes a node, a wire and a setting by mouse, and gives all of them back by undo', async () => {
    const { workbench, examples } = window;
    const file = join(examples.folder, EXAMPLE);
    const before = readFileSync(file);
    await workbench.openFile(EXAMPLE);
    await workbench.page.keyboard.press('ControlOrMeta+b');
    const canvas = new FlowCanvas(workbench);
    await canvas.card('read').waitFor();
    await canvas.view.getByRole('button', { name: 'Fit the Graph (F)' }).first().click();
    await canvas.card('as_page').waitFor();
    expect(await workbench.isDirty('report.flow')).toBe(false);

    await canvas.doubleClickFreePlace({ right: 300, up: 160 });
    await canvas.view.getByRole('combobox', { name: 'Search kinds of nodes' }).fill('shell');
    await workbench.page.keyboard.press('Enter');
    await canvas.card('shell').waitFor();
    await canvas.view.locator('.inspector').getByText('needs').first().waitFor();

    await canvas.drag(canvas.outPort('read', 'content'), canvas.card('shell'));
    const wired = canvas.view.locator('.wire-source', { hasText: 'read.content' });
    await canvas.card('shell').locator('.card-title').click();
    await wired.waitFor();

    await canvas.view.getByRole('textbox', { name: 'Script' }).fill('wc -l');
    await canvas.card('shell').locator('.card-title').click();
    await canvas.card('shell').locator('.card-summary', { hasText: 'wc -l' }).waitFor();
    expect(await workbench.isDirty('report.flow')).toBe(true);

    await workbench.page.keyboard.press('ControlOrMeta+z');
    await canvas.card('shell').locator('.card-summary', { hasText: 'Shell script' }).waitFor();
    await workbench.page.keyboard.press('ControlOrMeta+z');
    await wired.waitFor({ state: 'detached' });
    await workbench.page.keyboard.press('ControlOrMeta+z');
    await canvas.card('shell').waitFor({ state: 'detached' });
    await expect.poll(() => workbench.isDirty('report.flow'), APPEARS).toBe(false);

    // Saving a document that only looks clean would write what is left over.
    await workbench.page.keyboard.press('ControlOrMeta+s');
    expect(readFileSync(file)).toEqual(before);
  });

  it('undoes typing in a field in the field, not in the document', async () => {
    const { workbench } = window;
    const canvas = new FlowCanvas(workbench);
    await canvas.card('page').locator('.card-title').click();
    const template = canvas.view.getByRole('textbox', { name: 'Template' });
    const before = await template.inputValue();
    await template.press('End');
    await template.pressSequentially('!');
    expect(await template.inputValue()).not.toBe(before);
    await template.press('ControlOrMeta+z');
    await expect.poll(() => template.inputValue(), APPEARS).toBe(before);
    expect(await workbench.isDirty('report.flow')).toBe(false);
    await canvas.card('page').waitFor();
  });

  it('shows a run on its cards and the result in the inspector', async () => {
    const { workbench, examples } = window;
    const canvas = new FlowCanvas(workbench);
    await canvas.start();
    for (const id of ['read', 'rows', 'totals', 'any_sales', 'as_json', 'page', 'as_page'])
      await canvas.waitForState(id, 'succeeded');
    await canvas.waitForRun('succeeded');
    await canvas.card('rows').locator('.card-title').click();
    await canvas.view.locator('.data-table th', { hasText: 'region' }).waitFor();
    expect(readFileSync(join(examples.folder, 'sales-report/out/sales.md'), 'utf8')).toContain('# Sales in 2026-10');
  });

  it('cancels a long command and leaves none of its processes', async () => {
    const { workbench } = window;
    await workbench.openFile(LONG_FLOW);
    const canvas = new FlowCanvas(workbench);
    await canvas.card('wait').waitFor();
    await canvas.start();
    await canvas.card('wait').locator('.card-log', { hasText: 'started' }).waitFor();
    expect(sleepers(SECONDS)).toHaveLength(2);
    await canvas.cancel();
    await canvas.waitForRun('cancelled');
    await canvas.waitForState('wait', 'cancelled');
    expect(sleepers(SECONDS)).toEqual([]);
  });

  it('asks for nothing from elsewhere and breaks no rule of the content security policy', () => {
    const { workbench } = window;
    expect(workbench.consoleErrors().filter((error) => /Content Security Policy|Refused to/i.test(error))).toEqual([]);
  });
});
