// `node scripts/look.mjs`: see programs/look.mjs.
import { inRoot } from './lib/paths.mjs';
import { runWithToolNode } from './lib/runWithToolNode.mjs';

await runWithToolNode(inRoot('scripts', 'programs', 'look.mjs'));
