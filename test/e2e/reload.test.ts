import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readJournal } from '../../runner/journal/readJournal.ts';
import { journalPathOf, runFolderOf, runsFolderOf } from '../../runner/journal/runFolder.ts';
import { APPEARS, FlowCanvas, type FlowWindow, openFlowWindow } from './support/flowWindow.ts';
import { LONG_FLOW, sleepers, uniqueSeconds, writeLongFlow } from './support/longFlow.ts';

const SECONDS = uniqueSeconds();
const REASON = 'The window was closed or reloaded.';

describe('a window that is reloaded while a flow runs', () => {
  let window: FlowWindow;

  beforeAll(async () => {
    window = await openFlowWindow({ prepare: (folder) => writeLongFlow(folder, SECONDS) });
  });
  afterAll(() => window.close());

  it('ends the run and its processes, says so in the history, and shows the run as it ended', async () => {
    const { workbench, examples } = window;
    await workbench.openFile(LONG_FLOW);
    const before = new FlowCanvas(workbench);
    await before.card('wait').waitFor();
    await before.start();
    await before.card('wait').locator('.card-log', { hasText: 'started' }).waitFor();
    await workbench.page.getByRole('tab', { name: 'Flows' }).first().click();
    await workbench.tree('Runs').locator('.monaco-list-row', { hasText: 'running' }).first().waitFor();

    await workbench.reload();
    await expect.poll(() => sleepers(SECONDS), APPEARS).toEqual([]);
    await workbench.runCommand('Flows: Focus on Runs View');
    const row = workbench.tree('Runs').locator('.monaco-list-row', { hasText: 'Long' }).first();
    await row.filter({ hasText: `: ${REASON}` }).waitFor();

    await row.click();
    const after = new FlowCanvas(workbench);
    await after.waitForState('wait', 'cancelled');
    await after.waitForRun('cancelled');
    const state = join(examples.folder, '.millrace');
    const [run = ''] = readdirSync(runsFolderOf(state));
    const { events } = await readJournal(journalPathOf(runFolderOf(state, run)));
    expect(events.at(-1)?.runFinished).toMatchObject({ reason: REASON, processesSurviving: 0 });
  });
});
