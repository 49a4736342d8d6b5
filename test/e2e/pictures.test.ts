import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inRoot } from '../../scripts/lib/paths.mjs';
import type { ThemeName } from '../support/settings.ts';
import { FlowCanvas, openFlowWindow } from './support/flowWindow.ts';

const PICTURES = inRoot('test-results', 'pictures');
const README_PICTURE = inRoot('docs', 'images', 'canvas.png');
const SIZE = { width: 1600, height: 900 };

/** Opens the first example, runs it, and takes a picture with one node in the inspector. */
async function takePicture(theme: ThemeName): Promise<string> {
  const window = await openFlowWindow({ theme, size: SIZE });
  try {
    const { workbench } = window;
    await workbench.openFile('repository-health/report.flow');
    await workbench.page.keyboard.press('ControlOrMeta+b');
    const canvas = new FlowCanvas(workbench);
    await canvas.card('save_report').waitFor();
    await canvas.view.getByRole('button', { name: 'Run' }).click();
    await canvas.waitForRun('succeeded');
    await canvas.view.getByRole('button', { name: 'Fit the Graph (F)' }).first().click();
    await canvas.card('figures').locator('.card-title').click();
    await canvas.view.locator('.json-tree').first().waitFor();
    mkdirSync(PICTURES, { recursive: true });
    const picture = join(PICTURES, `canvas-${theme}.png`);
    await workbench.screenshot(picture);
    return picture;
  } finally {
    await window.close();
  }
}

describe('pictures of the canvas', () => {
  it.each(['dark', 'light', 'hc', 'hcLight'] as const)('are taken in the %s theme', async (theme) => {
    const picture = await takePicture(theme);
    if (theme === 'dark' && process.env['UPDATE_SCREENSHOTS']) cpSync(picture, README_PICTURE);
    expect(picture).toContain(theme);
  });
});
