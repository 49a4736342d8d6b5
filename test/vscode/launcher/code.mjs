#!/usr/bin/env node
// Stands in for the program of a desktop VS Code where @vscode/test-electron wants one; see browserCode.ts.
import { inRoot } from '../../../scripts/lib/paths.mjs';
import { runWithToolNode } from '../../../scripts/lib/runWithToolNode.mjs';

await runWithToolNode(inRoot('test', 'vscode', 'launcher', 'browserCode.ts'));
