// Measures: `npm run bench [-- NAME…] [--check]`, see programs/bench.mjs.
import { inRoot } from './lib/paths.mjs';
import { runWithToolNode } from './lib/runWithToolNode.mjs';
import { setup } from './setup.mjs';

await setup();
await runWithToolNode(inRoot('scripts', 'programs', 'bench.mjs'));
