import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inRoot } from '../../scripts/lib/paths.mjs';
import type { ThemeName } from '../support/settings.ts';
import { FlowCanvas, type FlowWindow, openFlowWindow } from './support/flowWindow.ts';

const PICTURES = inRoot('test-results', 'pictures');
const README_PICTURE = inRoot('docs', 'images', 'canvas.png');
const SIZE = { width: 1600, height: 760 };
/** Class that VS Code gives the body of a webview in each theme. */
const BODY_CLASSES: Readonly<Record<ThemeName, string>> = {
  dark: 'vscode-dark',
  light: 'vscode-light',
  hc: 'vscode-high-contrast',
  hcLight: 'vscode-high-contrast-light',
};

/** Opens the first example, runs it, and selects a node so that the inspector shows what it gave. */
async function showRun({ workbench }: FlowWindow): Promise<FlowCanvas> {
  await workbench.openFile('repository-health/report.flow');
  await workbench.page.keyboard.press('ControlOrMeta+b');
  const canvas = new FlowCanvas(workbench);
  await canvas.card('history').waitFor();
  await canvas.start();
  await canvas.waitForRun('succeeded');
  await canvas.view.getByRole('button', { name: 'Fit the Graph (F)' }).first().click();
  await canvas.card('save_report').waitFor();
  await canvas.card('figures').locator('.card-title').click();
  await canvas.view.locator('.json-tree').first().waitFor();
  return canvas;
}

describe.each(['dark', 'light', 'hc', 'hcLight'] as const)('the canvas in the %s theme', (theme) => {
  let window: FlowWindow;

  beforeAll(async () => {
    window = await openFlowWindow({ theme, size: SIZE });
  });
  afterAll(() => window.close());

  it('is drawn in the colours of the theme, without a violation of the content security policy', async () => {
    const canvas = await showRun(window);
    mkdirSync(PICTURES, { recursive: true });
    const picture = join(PICTURES, `canvas-${theme}.png`);
    await window.workbench.screenshot(picture);
    if (theme === 'dark' && process.env['UPDATE_SCREENSHOTS']) cpSync(picture, README_PICTURE);

    const bodyClass = await canvas.view.locator('body').getAttribute('class');
    expect(bodyClass?.split(' ')).toContain(BODY_CLASSES[theme]);
    // A colour that the theme leaves out makes the whole declaration void.
    const border = await canvas.card('history').evaluate((card) => getComputedStyle(card).boxShadow);
    expect(border).toMatch(/inset/);
    const icon = canvas.card('history').locator('.status-badge .codicon');
    const text = canvas.card('history').locator('.card-title');
    const colour = (element: Element) => getComputedStyle(element).color;
    expect(await icon.evaluate(colour)).not.toBe(await text.evaluate(colour));
    expect(window.workbench.consoleErrors().filter((error) => /Content Security Policy/.test(error))).toEqual([]);
  });
});
