// Makes the protobuf code from the contracts: `npm run generate`. Does nothing when it is up to date.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inRoot } from './lib/paths.mjs';
import { mustRun } from './lib/spawn.mjs';

/** The last one imports the others. */
const CONTRACTS = ['execution.proto', 'session.proto'].map((name) => inRoot('proto', name));
const OUTPUT = inRoot('proto', 'generated');
const STAMP = join(OUTPUT, '.inputs.sha256');

/**
 * What is made from the contracts. The static module encodes and decodes; the descriptor drives the proto3 JSON mapping.
 * The module keeps only what Millrace uses: `verify`, `fromObject` and delimited forms would double its size.
 */
const TARGETS = [
  {
    file: 'execution.js',
    alsoMakes: ['execution.d.ts'],
    args: [
      ...['-t', 'static-module', '-w', 'esm', '--dependency', '../protobufRuntime.ts', '--force-number'],
      ...['--no-service', '--no-typeurl', '--no-verify', '--no-delimited', '--no-convert', '--null-semantics', '--dts'],
    ],
  },
  { file: 'execution.json', alsoMakes: [], args: ['-t', 'json'] },
];

const OUTPUT_FILES = TARGETS.flatMap((target) => [target.file, ...target.alsoMakes]);

/** Everything that decides what the generated code looks like: the contracts, the generator's version, this script. */
function inputsHash() {
  const version = createRequire(import.meta.url)('protobufjs-cli/package.json').version;
  const hash = createHash('sha256').update(`${version}\n`);
  for (const file of [...CONTRACTS, fileURLToPath(import.meta.url)]) hash.update(readFileSync(file));
  return hash.digest('hex');
}

/** Whether the generated code on disk was made from the contracts as it is now. */
export function isGenerated() {
  if (!existsSync(STAMP) || !OUTPUT_FILES.every((file) => existsSync(join(OUTPUT, file)))) return false;
  return readFileSync(STAMP, 'utf8').trim() === inputsHash();
}

/**
 * Makes proto/generated when it is missing or out of date. Files are made aside and moved into place, so that a build or
 * a test that runs at the same time never reads half a file.
 * @returns {Promise<boolean>} Whether anything had to be made.
 */
export async function generate() {
  if (isGenerated()) return false;
  const hash = inputsHash();
  const aside = join(OUTPUT, `.making-${process.pid}`);
  mkdirSync(aside, { recursive: true });
  try {
    const pbjs = inRoot('node_modules', 'protobufjs-cli', 'bin', 'pbjs');
    await Promise.all(
      TARGETS.map((target) =>
        mustRun(process.execPath, [pbjs, ...target.args, '-o', join(aside, target.file), ...CONTRACTS], {
          capture: true,
        }),
      ),
    );
    for (const file of OUTPUT_FILES) renameSync(join(aside, file), join(OUTPUT, file));
    writeFileSync(STAMP, `${hash}\n`);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
  return true;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const made = await generate();
  console.log(`${basename(OUTPUT)}: ${made ? 'generated' : 'generated code is up to date'}`);
}
