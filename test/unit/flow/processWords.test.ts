import { expect, it } from 'vitest';
import { processWords } from '../../../src/flow/run/processWords.ts';

it.each([
  ['succeeded', 0, 0, ''],
  ['cancelled', 0, 0, 'No process is left.'],
  ['succeeded', 1, 0, '1 process was ended, none is left.'],
  ['cancelled', 3, 0, '3 processes were ended, none is left.'],
  ['timed-out', 3, 1, '3 processes were ended, 1 could not be ended and is still alive.'],
  ['cancelled', 0, 2, '0 processes were ended, 2 could not be ended and are still alive.'],
])('says what became of the processes of a run that %s (%i ended, %i left)', (state, ended, surviving, words) => {
  expect(processWords({ state, processesEnded: ended, processesSurviving: surviving })).toBe(words);
});
