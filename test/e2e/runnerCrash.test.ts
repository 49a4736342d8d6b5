import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOSSES_TOLERATED } from '../../src/extension/runner/startPolicy.ts';
import { descendantsOf } from '../support/processes.ts';
import { APPEARS, FlowCanvas, type FlowWindow, openFlowWindow } from './support/flowWindow.ts';
import { LONG_FLOW, sleepers, uniqueSeconds, writeLongFlow } from './support/longFlow.ts';

const SECONDS = uniqueSeconds();

describe('a runner that is killed in mid-run', () => {
  let window: FlowWindow;

  beforeAll(async () => {
    window = await openFlowWindow({ prepare: (folder) => writeLongFlow(folder, SECONDS) });
  });
  afterAll(() => window.close());

  /** The sidecar of this window's extension host: other tests have runners of their own. */
  function runner() {
    return descendantsOf(process.pid).filter(({ command }) => /millrace\.mjs"? stdio/.test(command));
  }

  it('is told in words, marks what ran as crashed, leaves no process, and can be run again', async () => {
    const { workbench } = window;
    await workbench.openFile(LONG_FLOW);
    const canvas = new FlowCanvas(workbench);
    await canvas.card('wait').waitFor();
    await canvas.start();
    await canvas.card('wait').locator('.card-log', { hasText: 'started' }).waitFor();
    const killed = runner();
    expect(killed).toHaveLength(1);

    process.kill(killed[0]?.pid ?? 0, 'SIGKILL');
    await canvas.waitForState('wait', 'crashed');
    await canvas.waitForRun('crashed');
    const notice = await workbench.notification('SIGKILL');
    await expect.poll(() => sleepers(SECONDS), APPEARS).toEqual([]);

    await notice.getByRole('button', { name: 'Run Again' }).click();
    await canvas.waitForState('wait', 'running');
    await canvas.card('wait').locator('.card-log', { hasText: 'started' }).waitFor();
    expect(runner()).toHaveLength(1);
    expect(runner()).not.toEqual(killed);
    await canvas.cancel();
    await canvas.waitForRun('cancelled');
    expect(sleepers(SECONDS)).toEqual([]);
  });

  it('and again and again is not started any more until a person says so', async () => {
    const { workbench } = window;
    const canvas = new FlowCanvas(workbench);
    for (let lost = 1; lost < LOSSES_TOLERATED; lost += 1) {
      await canvas.start();
      await canvas.card('wait').locator('.card-log', { hasText: 'started' }).waitFor();
      process.kill(runner()[0]?.pid ?? 0, 'SIGKILL');
      await canvas.waitForRun('crashed');
    }
    await canvas.start();
    const notice = await workbench.notification('ended 5 times within three minutes and is not started any more');
    expect(runner()).toEqual([]);
    await notice.getByRole('button', { name: 'Start Again' }).click();
    await canvas.waitForState('wait', 'running');
    await canvas.card('wait').locator('.card-log', { hasText: 'started' }).waitFor();
    await canvas.cancel();
    await canvas.waitForRun('cancelled');
    expect(sleepers(SECONDS)).toEqual([]);
  });
});
