import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { APPEARS, FlowCanvas, type FlowWindow, openFlowWindow } from './support/flowWindow.ts';

const EXAMPLE = 'http-orders/orders.flow';
const SIZE = { width: 2000, height: 1000 };

describe('the graph without a mouse', () => {
  let window: FlowWindow;
  let canvas: FlowCanvas;
  let before: Buffer;

  beforeAll(async () => {
    window = await openFlowWindow({ size: SIZE });
    before = readFileSync(join(window.examples.folder, EXAMPLE));
    await window.workbench.openFile(EXAMPLE);
    await window.workbench.page.keyboard.press('ControlOrMeta+b');
    canvas = new FlowCanvas(window.workbench);
    await canvas.card('service').waitFor();
    await canvas.view.getByRole('button', { name: 'Fit the Graph (F)' }).first().click();
    await canvas.card('check').waitFor();
  });
  afterAll(() => window.close());

  const press = (key: string) => window.workbench.page.keyboard.press(key);
  const dirty = () => window.workbench.isDirty('orders.flow');

  it('walks along the wires, renames, and gets the old name back by undo', async () => {
    await window.workbench.runCommand('Flow: Focus Graph');
    await canvas.view.locator('[data-card="service"]:focus').waitFor();
    await press('Alt+ArrowRight');
    await press('Alt+ArrowRight');
    await canvas.view.locator('[data-card="orders"][data-selected]').waitFor();
    await press('F2');
    await canvas.view.getByRole('textbox', { name: 'New id of orders' }).fill('all_orders');
    await press('Enter');
    await canvas.view.locator('[data-card="all_orders"][data-selected]').waitFor();
    expect(await dirty()).toBe(true);
    await press('ControlOrMeta+z');
    await canvas.card('orders').waitFor();
    await expect.poll(dirty, APPEARS).toBe(false);
  });

  it('takes each key once, although VS Code hears the keys of its webviews too', async () => {
    const cards = canvas.view.locator('.card');
    const count = await cards.count();
    await canvas.card('late').locator('.card-title').click();
    await press('ControlOrMeta+d');
    await canvas.view.locator('[data-card="late_2"][data-selected]').waitFor();
    expect(await cards.count()).toBe(count + 1);
    await press('Delete');
    await expect.poll(() => cards.count(), APPEARS).toBe(count);
    await press('ControlOrMeta+z');
    await canvas.card('late_2').waitFor();
    await press('ControlOrMeta+z');
    await canvas.card('late_2').waitFor({ state: 'detached' });
    await expect.poll(dirty, APPEARS).toBe(false);
  });

  it('moves with the arrows as one undo step', async () => {
    await canvas.card('late').locator('.card-title').click();
    for (let count = 0; count < 3; count += 1) await window.workbench.page.keyboard.down('ArrowDown');
    await window.workbench.page.keyboard.up('ArrowDown');
    await expect.poll(dirty, APPEARS).toBe(true);
    await press('ControlOrMeta+z');
    await expect.poll(dirty, APPEARS).toBe(false);
  });

  it('tidies the layout in the blob worker as one undo step', async () => {
    const { workbench } = window;
    await workbench.runCommand('Flow: Tidy Layout');
    await expect.poll(dirty, APPEARS).toBe(true);
    expect(workbench.consoleErrors().filter((error) => /layout worker/.test(error))).toEqual([]);
    await canvas.card('late').locator('.card-title').click();
    await press('ControlOrMeta+z');
    await expect.poll(dirty, APPEARS).toBe(false);
  });

  it('keeps the last good graph, read-only, while the text is broken', async () => {
    const { workbench } = window;
    await workbench.runCommand('Flow: Open as Text to the Side');
    await workbench.page.locator('.monaco-editor .view-lines').first().click();
    await press('ControlOrMeta+Home');
    await workbench.page.keyboard.type('flow: [');
    const banner = canvas.view.getByRole('alert').filter({ hasText: 'cannot be edited' });
    await banner.waitFor();
    await canvas.card('service').waitFor();
    await banner.getByRole('button', { name: 'Go to Error' }).click();
    await workbench.page.locator('.monaco-editor.focused').waitFor();
    for (let count = 0; count < 3 && (await dirty()); count += 1) await press('ControlOrMeta+z');
    await banner.waitFor({ state: 'detached' });
    expect(await dirty()).toBe(false);
    expect(readFileSync(join(window.examples.folder, EXAMPLE))).toEqual(before);
  });
});
