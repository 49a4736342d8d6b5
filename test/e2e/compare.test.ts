import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FlowWindow, openFlowWindow } from './support/flowWindow.ts';

const EXAMPLE = 'http-orders/orders.flow';

describe('the comparison of a flow with its last commit', () => {
  let window: FlowWindow;
  let view: FrameLocator;

  beforeAll(async () => {
    window = await openFlowWindow();
    const { workbench, examples } = window;
    await workbench.openFile(EXAMPLE);
    await workbench.webview().locator('[data-card="service"]').waitFor();
    const file = join(examples.folder, EXAMPLE);
    const text = readFileSync(file, 'utf8');
    const last = 'nodes:\n  extra:\n    uses: constant\n    with: { value: 1 }\n';
    writeFileSync(file, text.replaceAll(/\bservice\b/g, 'server').replace('nodes:\n', last));
    await workbench.webview().locator('[data-card="extra"]').waitFor();
    await workbench.runCommand('Flow: Compare with HEAD');
    view = workbench.webview();
    await view.locator('[data-card="extra"][data-mark="added"]').waitFor();
  });
  afterAll(() => window.close());

  const press = (key: string) => window.workbench.page.keyboard.press(key);
  const current = () => view.locator('.difference[data-current]');

  it('marks what differs and dims the rest', async () => {
    await view.locator('[data-card="server"][data-mark="renamed"]').waitFor();
    await view.locator('[data-card="orders"][data-mark="same"]').waitFor();
    await view.getByText('1 node added, 1 renamed').waitFor();
    const opacity = await view.locator('[data-card="orders"]').evaluate((card) => getComputedStyle(card).opacity);
    expect(Number(opacity)).toBeLessThan(0.6);
  });

  it('is walked through by F7 and Shift+F7, each key once', async () => {
    await view.locator('.compare-summary').click();
    const names = async (keys: readonly string[]) => {
      const seen: string[] = [];
      for (const key of keys) {
        const before = await current().allTextContents();
        await press(key);
        await expect.poll(() => current().allTextContents()).not.toEqual(before);
        seen.push((await current().locator('.difference-name').textContent()) ?? '');
      }
      return seen;
    };
    const seen = await names(['F7', 'F7', 'Shift+F7']);
    expect(new Set(seen)).toEqual(new Set(['extra', 'service → server']));
    expect(seen[2]).toBe(seen[0]);
  });

  it('gives way to the texts, and writes nothing to the console', async () => {
    await view.getByRole('button', { name: 'Compare as Text' }).click();
    await window.workbench.page.locator('.monaco-diff-editor').first().waitFor();
    expect(window.workbench.consoleErrors().filter((line) => /millrace|webview|Content Security/i.test(line))).toEqual(
      [],
    );
  });
});
