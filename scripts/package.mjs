// Makes the extension's package, millrace-VERSION.vsix: `npm run package`.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../esbuild.mjs';
import { inRoot } from './lib/paths.mjs';
import { formatSeconds } from './lib/report.mjs';
import { mustRun } from './lib/spawn.mjs';
import { dependencyProgram, TOOL_NODE } from './lib/tools.mjs';
import { setup } from './setup.mjs';

/**
 * Builds for production into dist/ and packs it.
 * @param {string} [folder] Where the package goes; the root of the checkout unless told.
 * @returns {Promise<{ file: string, list: string }>} The package's path and, for people, what it contains.
 */
export async function packageExtension(folder = inRoot()) {
  const { name, version } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  const file = join(folder, `${name}-${version}.vsix`);
  await build({ production: true });
  // Everything is bundled: no dependency is packed, and nothing is built again.
  const vsce = [dependencyProgram('@vscode', 'vsce', 'vsce'), 'package', '--no-dependencies', '--out', file];
  const list = await mustRun(TOOL_NODE, [...vsce, '--allow-missing-repository', '--no-rewrite-relative-links'], {
    capture: true,
  });
  return { file, list: list.trim() };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const started = performance.now();
  try {
    await setup();
    const { file, list } = await packageExtension();
    console.log(list);
    console.log(`${Math.ceil(statSync(file).size / 1024)} KiB in ${formatSeconds(performance.now() - started)}`);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
