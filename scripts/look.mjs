// `node scripts/look.mjs`: see programs/look.mjs.
import { runWithToolNode } from './lib/runWithToolNode.mjs';

await runWithToolNode('look.mjs');
