// Types, lint and format: `npm run check`.
import { generate } from './generate.mjs';
import { runTogether } from './lib/stages.mjs';
import { dependencyProgram } from './lib/tools.mjs';
import { setup } from './setup.mjs';

await setup();
await generate();
const program = process.execPath;
const succeeded = await runTogether([
  { name: 'types (tsc)', program, args: [dependencyProgram('typescript', 'bin', 'tsc'), '-b'] },
  { name: 'lint (oxlint)', program, args: [dependencyProgram('oxlint', 'bin', 'oxlint'), '--type-aware'] },
  {
    name: 'format (biome)',
    program,
    args: [dependencyProgram('@biomejs', 'biome', 'bin', 'biome'), 'check', '--no-errors-on-unmatched'],
  },
]);
process.exitCode = succeeded ? 0 : 1;
