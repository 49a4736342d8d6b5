import { LAUNCHER_VARIABLE } from '../../../runner/processes/launcherFile.ts';

/** Whether the commands of these tests are started by the launcher; the same tests run with it and without. */
export const hasLauncher = process.env[LAUNCHER_VARIABLE] !== 'off';
