import { inject } from 'vitest';
import { LAUNCHER_VARIABLE } from '../../../runner/processes/launcherFile.ts';

// Keepers that tests make themselves run from sources, where no launcher stands beside them.
process.env[LAUNCHER_VARIABLE] ||= inject('launcherProgram');
