import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../../esbuild.mjs';
import { inRoot } from './paths.mjs';

/** What an installed extension consists of besides dist/; .vscodeignore lists the same. */
export const EXTENSION_FILES = [
  'package.json',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'language-configuration.json',
  'media',
  'snippets',
  'syntaxes',
];

/** Name of the folder of an installed extension, as VS Code names it. */
export function extensionFolderName() {
  const { publisher, name, version } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  return `${publisher}.${name}-${version}`;
}

/**
 * Builds Millrace and lays it out below `parent` as VS Code would install it. Independent of dist/, so that a session
 * goes on with what it started with while the sources change.
 * @returns {Promise<string>} The extension's folder.
 */
export async function unpackExtension(parent, options = {}) {
  const folder = join(parent, extensionFolderName());
  mkdirSync(folder, { recursive: true });
  await build({ ...options, outdir: join(folder, 'dist') });
  for (const file of EXTENSION_FILES) {
    if (existsSync(inRoot(file))) cpSync(inRoot(file), join(folder, file), { recursive: true });
  }
  return folder;
}
