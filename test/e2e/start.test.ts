import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Browser } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { startBrowser } from '../support/browser.ts';
import { descendantsOf, survivorsOf } from '../support/processes.ts';
import { Workbench } from '../support/workbench.ts';

/** Resolves with what the pattern captures in the output, as soon as it is there. */
function printed(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
      const found = pattern.exec(output)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`npm start ended with exit code ${code} after:\n${output}`)));
  });
}

describe('npm start', () => {
  let browser: Browser | undefined;
  let start: ChildProcess | undefined;

  afterEach(async () => {
    await browser?.close();
    start?.kill('SIGTERM');
  });

  it('runs the first example, opens the examples, and leaves nothing behind', async () => {
    start = spawn(process.execPath, [inRoot('scripts', 'start.mjs'), '--browser'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(start, 'exit');
    const summary = printed(start, /millrace run examples\S+\n([\s\S]*?)\n\s*\nStarting/);
    const url = await printed(start, /(http:\/\/127\.0\.0\.1:\S+)/);
    expect(await summary).toMatch(/succeeded/i);

    browser = await startBrowser();
    const workbench = await Workbench.openUrl(browser, url);
    await workbench.webview().getByRole('link', { name: 'repository-health/report.flow' }).click();
    await workbench.webview().locator('.react-flow__node', { hasText: 'Read history' }).waitFor();

    const started = descendantsOf(start.pid ?? 0);
    expect(started.length).toBeGreaterThan(2);
    process.kill(start.pid ?? 0, 'SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(survivorsOf(started)).toEqual([]);
  });
});
