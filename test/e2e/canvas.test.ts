import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { APPEARS, FlowCanvas, type FlowWindow, openFlowWindow } from './support/flowWindow.ts';

const EXAMPLE = 'http-orders/orders.flow';
const SIZE = { width: 1800, height: 1000 };

describe('the canvas', () => {
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
  const select = async (id: string, modifiers: 'Control'[] = []) => {
    await canvas.card(id).locator('.card-title').click({ modifiers });
    await canvas.view.locator(`[data-card="${id}"][data-selected]`).waitFor();
  };

  it('groups nodes with Ctrl+G, folds and moves the group, and gets the file back by undo', async () => {
    await select('late');
    await select('orders', ['Control']);
    await press('ControlOrMeta+g');
    const field = canvas.view.getByRole('textbox', { name: 'New title of Group' });
    await field.fill('Pair');
    await press('Enter');
    const title = canvas.view.locator('[data-frame="group"]', { hasText: 'Pair' });
    await title.waitFor();
    await press(' ');
    await canvas.view.locator('.frame[data-collapsed]').waitFor();
    await expect.poll(() => canvas.card('late').count(), APPEARS).toBe(0);
    await press(' ');
    await canvas.card('late').waitFor();
    await press('ArrowDown');
    for (let steps = 0; steps < 3; steps += 1) await press('ControlOrMeta+z');
    await title.waitFor({ state: 'detached' });
    await expect.poll(dirty, APPEARS).toBe(false);
  });

  it('makes nodes of a file that is dragged from the explorer with Shift, as one undo step', async () => {
    const { mouse, keyboard } = window.workbench.page;
    await press('ControlOrMeta+Shift+e');
    const file = window.workbench.page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'server.mjs' });
    const from = await file.boundingBox();
    const to = await canvas.view.locator('#canvas').boundingBox();
    if (!from || !to) throw new Error('The file or the canvas is not visible.');
    await mouse.move(from.x + 40, from.y + 8);
    await mouse.down();
    await mouse.move(from.x + 120, from.y + 12, { steps: 4 });
    await keyboard.down('Shift');
    await mouse.move(to.x + 300, to.y + to.height - 200, { steps: 8 });
    await canvas.view.locator('#canvas[data-dropping]').waitFor();
    await mouse.up();
    await keyboard.up('Shift');
    await canvas.view.locator('[data-card="server"][data-selected]').waitFor();
    await press('ControlOrMeta+z');
    await canvas.card('server').waitFor({ state: 'detached' });
    await expect.poll(dirty, APPEARS).toBe(false);
    await press('ControlOrMeta+b');
  });

  it('copies with Ctrl+C and pastes on the canvas with Ctrl+V, as one undo step', async () => {
    await select('late');
    await press('ControlOrMeta+c');
    const clipboard = () => window.workbench.page.evaluate(() => navigator.clipboard.readText());
    await expect.poll(clipboard, APPEARS).toContain('late:');
    await press('ControlOrMeta+v');
    await canvas.view.locator('[data-card="late_2"][data-selected]').waitFor();
    await press('ControlOrMeta+z');
    await canvas.card('late_2').waitFor({ state: 'detached' });
    await expect.poll(dirty, APPEARS).toBe(false);
  });

  it('finds nodes with Ctrl+F and leaves the found one selected', async () => {
    await select('orders');
    await press('ControlOrMeta+f');
    const field = canvas.view.getByRole('textbox', { name: 'Find nodes by id, kind or text' });
    await field.fill('late');
    await canvas.view.getByRole('search').getByText('1 of').waitFor();
    await press('Escape');
    await field.waitFor({ state: 'detached' });
    await canvas.view.locator('[data-card][data-selected]:focus').waitFor();
    expect(await dirty()).toBe(false);
  });

  it('pastes what was copied on the canvas into the text, among the nodes', async () => {
    const { workbench } = window;
    await workbench.runCommand('Flow: Open as Text to the Side');
    await workbench.page.locator('.monaco-editor .view-lines').first().click();
    await press('ControlOrMeta+Home');
    await press('ControlOrMeta+v');
    await canvas.card('late_2').waitFor();
    await press('ControlOrMeta+z');
    await canvas.card('late_2').waitFor({ state: 'detached' });
    await expect.poll(dirty, APPEARS).toBe(false);
    expect(readFileSync(join(window.examples.folder, EXAMPLE))).toEqual(before);
  });
});
