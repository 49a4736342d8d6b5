import { afterAll } from 'vitest';
import { COOKIE_VARIABLE } from '../../../runner/processes/cookie.ts';
import { readProcFileSystem } from '../../../runner/processes/procFileSystem.ts';

/** Every command of every runner that a test of this file starts carries this, however many runners stand between. */
const MARK = `test-${process.pid}/`;

/** How long the commands of a runner that a test has killed may take to be ended: the grace period, and more. */
const PATIENCE_MS = 15_000;

process.env[COOKIE_VARIABLE] = MARK;

/** Commands of runners; the runners themselves carry the mark alone. */
function commandsLeft(): number[] {
  return readProcFileSystem()
    .filter((entry) => !entry.defunct && entry.cookie.startsWith(`${MARK};`))
    .map((entry) => entry.pid);
}

// The whole machine is looked at, so that what escaped from everybody's sight is found as well.
if (process.platform === 'linux') {
  afterAll(async () => {
    const deadline = performance.now() + PATIENCE_MS;
    while (commandsLeft().length > 0 && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const left = commandsLeft();
    if (left.length > 0) throw new Error(`Commands of these tests are still alive: ${left.join(', ')}`);
  }, 2 * PATIENCE_MS);
}
