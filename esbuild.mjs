// Builds the programs of Millrace into dist/: `npm run build [-- --production] [--watch] [--outdir=DIR]`.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { generate } from './scripts/generate.mjs';
import { buildLauncher, LAUNCHER_NAME } from './scripts/lib/buildLauncher.mjs';
import { CACHE, inRoot, ROOT } from './scripts/lib/paths.mjs';

/** What the architecture test and the tuning of bundle sizes read: bundle name → esbuild's metafile. */
export const METAFILE = join(CACHE, 'metafile.json');

/** The runner is a bundle of ES modules, but some of its libraries are CommonJS and ask for Node's modules by `require`. */
const REQUIRE_BANNER =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

const SHEBANG = '#!/usr/bin/env node';

/** Options that every bundle has. */
function commonOptions(production) {
  const { version } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  return {
    absWorkingDir: ROOT,
    bundle: true,
    metafile: true,
    logLevel: 'silent',
    charset: 'utf8',
    legalComments: 'none',
    sourcemap: production ? false : 'linked',
    minifySyntax: production,
    minifyWhitespace: production,
    define: {
      __MILLRACE_VERSION__: JSON.stringify(version),
      'process.env.NODE_ENV': JSON.stringify(production ? 'production' : 'development'),
    },
  };
}

/**
 * The ES module form of `yaml`. Its CommonJS form, which Node would get, is not tree-shaken and loses its named exports
 * when a split bundle imports it lazily.
 */
const YAML_MODULE = inRoot('node_modules', 'yaml', 'browser', 'dist', 'index.js');

function nodeOptions(production) {
  return { ...commonOptions(production), platform: 'node', target: 'node20', alias: { yaml: YAML_MODULE } };
}

function browserOptions(production) {
  return {
    ...commonOptions(production),
    platform: 'browser',
    // Only here: elsewhere stack traces name the functions as the sources do, which is worth more than the bytes.
    minifyIdentifiers: production,
    // The oldest Chromium among the supported VS Code versions is newer than this.
    target: 'chrome138',
    // A classic script: it may carry a nonce and needs no module loader in the webview's sandbox.
    format: 'iife',
    jsx: 'automatic',
    loader: { '.ttf': 'file', '.svg': 'dataurl' },
    assetNames: '[name]',
  };
}

/** Worker entries of the runner: whatever is named `…Worker.ts`, each beside millrace.mjs under its own name. */
function runnerWorkers() {
  return readdirSync(inRoot('runner'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('Worker.ts'))
    .map((file) => `runner/${file.replaceAll('\\', '/')}`)
    .sort();
}

/** Every bundle: what goes in, and where it comes out below the output folder. */
function bundles(production) {
  const runnerEntries = {
    millrace: 'runner/main.ts',
    watchdog: 'runner/processes/watchdog.ts',
    ...Object.fromEntries(runnerWorkers().map((file) => [basename(file, '.ts'), file])),
  };
  return [
    {
      name: 'extension',
      entries: { extension: 'src/extension/extension.ts' },
      options: { ...nodeOptions(production), format: 'cjs', outExtension: { '.js': '.cjs' }, external: ['vscode'] },
    },
    {
      name: 'webview',
      entries: { main: 'src/webview/main.tsx', layoutWorker: 'src/webview/layout/layoutWorker.ts' },
      options: browserOptions(production),
    },
    {
      name: 'runner',
      entries: runnerEntries,
      options: {
        ...nodeOptions(production),
        format: 'esm',
        splitting: true,
        chunkNames: 'chunks/[name]-[hash]',
        outExtension: { '.js': '.mjs' },
        banner: { js: `${SHEBANG}\n${REQUIRE_BANNER}` },
      },
    },
  ];
}

/** Leaves out entries whose sources do not exist and says so once. */
function existingEntries(bundle, log) {
  const found = {};
  for (const [name, source] of Object.entries(bundle.entries)) {
    if (existsSync(inRoot(source))) found[name] = source;
    else log(`${bundle.name}: ${source} does not exist, skipped`);
  }
  return found;
}

/** Files of an earlier build that this build did not make again: stale chunks would be packaged. */
function removeStale(outdir, metafile) {
  if (!existsSync(outdir)) return;
  const kept = new Set(Object.keys(metafile.outputs).map((file) => resolve(ROOT, file)));
  for (const file of readdirSync(outdir, { recursive: true, withFileTypes: true })) {
    const path = join(file.parentPath, file.name);
    if (file.isFile() && file.name !== LAUNCHER_NAME && !kept.has(path)) rmSync(path);
  }
}

function afterBuild(bundle, outdir, metafile, log) {
  removeStale(outdir, metafile);
  const program = join(outdir, 'millrace.mjs');
  if (bundle.name !== 'runner' || !existsSync(program)) return;
  chmodSync(program, 0o755);
  const launcher = buildLauncher(outdir);
  if ('why' in launcher) log(`runner: built without a launcher, ${launcher.why}`);
}

function describe(bundle, metafile) {
  const bytes = Object.entries(metafile.outputs)
    .filter(([file]) => !file.endsWith('.map'))
    .reduce((sum, [, output]) => sum + output.bytes, 0);
  return `${bundle.name}: ${Math.ceil(bytes / 1024)} KiB in ${Object.keys(metafile.outputs).length} files`;
}

/** Written aside and renamed, so that a reader never sees half of it. */
function writeMetafile(metafiles) {
  mkdirSync(dirname(METAFILE), { recursive: true });
  const aside = `${METAFILE}.${process.pid}`;
  writeFileSync(aside, JSON.stringify(metafiles));
  renameSync(aside, METAFILE);
}

function optionsFor(bundle, entries, outdir) {
  return { ...bundle.options, entryPoints: entries, outdir };
}

/**
 * esbuild's options for one bundle, with every entry that exists, as a development build into dist/ has them.
 * @param {'extension' | 'webview' | 'runner'} name
 */
export function programOptions(name) {
  const bundle = bundles(false).find((candidate) => candidate.name === name);
  if (!bundle) throw new Error(`there is no bundle ${name}`);
  return optionsFor(
    bundle,
    existingEntries(bundle, () => {}),
    inRoot('dist', name),
  );
}

/**
 * Builds once.
 * @param {{ production?: boolean, outdir?: string, log?: (line: string) => void, only?: readonly string[] }} [options]
 *   `outdir` is dist/ unless told; `only` names the bundles to build; `log` gets one line per bundle.
 * @returns {Promise<Record<string, esbuild.Metafile>>} Metafiles by bundle; also written to METAFILE when all of dist/ is built.
 * @throws {Error} With esbuild's formatted messages when a source does not compile.
 */
export async function build(options = {}) {
  const { production = false, outdir = inRoot('dist'), log = () => {}, only } = options;
  await generate();
  const chosen = bundles(production).filter((bundle) => !only || only.includes(bundle.name));
  const metafiles = {};
  await Promise.all(
    chosen.map(async (bundle) => {
      const entries = existingEntries(bundle, log);
      if (Object.keys(entries).length === 0) return;
      const target = join(outdir, bundle.name);
      const { metafile } = await buildOrExplain(optionsFor(bundle, entries, target));
      afterBuild(bundle, target, metafile, log);
      metafiles[bundle.name] = metafile;
      log(describe(bundle, metafile));
    }),
  );
  if (!only && outdir === inRoot('dist')) writeMetafile(metafiles);
  return metafiles;
}

async function buildOrExplain(options) {
  try {
    const result = await esbuild.build(options);
    for (const line of await formatMessages(result.warnings, 'warning')) console.error(line.trimEnd());
    return result;
  } catch (error) {
    if (!error.errors) throw error;
    const lines = await formatMessages(error.errors, 'error');
    throw new Error(lines.join('').trimEnd(), { cause: error });
  }
}

function formatMessages(messages, kind) {
  return esbuild.formatMessages(messages, { kind, color: process.stderr.isTTY, terminalWidth: 120 });
}

/** Builds again whenever a source changes, until the process is ended. */
async function watch(options) {
  const { production, outdir, log } = options;
  await generate();
  for (const bundle of bundles(production)) {
    const entries = existingEntries(bundle, log);
    if (Object.keys(entries).length === 0) continue;
    const target = join(outdir, bundle.name);
    const report = {
      name: 'report',
      setup: ({ onEnd }) =>
        onEnd(async (result) => {
          for (const line of await formatMessages(result.errors, 'error')) console.error(line.trimEnd());
          if (result.errors.length > 0) return;
          afterBuild(bundle, target, result.metafile, log);
          log(describe(bundle, result.metafile));
        }),
    };
    const context = await esbuild.context({ ...optionsFor(bundle, entries, target), plugins: [report] });
    await context.watch();
  }
  log('watching for changes; Ctrl+C ends');
}

function parseArguments(args) {
  const options = { production: false, watch: false, outdir: inRoot('dist') };
  for (const arg of args) {
    if (arg === '--production') options.production = true;
    else if (arg === '--watch') options.watch = true;
    else if (arg.startsWith('--outdir=')) options.outdir = resolve(arg.slice('--outdir='.length));
    else throw new Error(`unknown argument ${arg}; known: --production, --watch, --outdir=DIR`);
  }
  return options;
}

async function main() {
  const started = performance.now();
  const log = (line) => console.log(line);
  const options = { ...parseArguments(process.argv.slice(2)), log };
  if (options.watch) return watch(options);
  await build(options);
  const milliseconds = Math.round(performance.now() - started);
  log(`built ${relative(ROOT, options.outdir) || '.'} in ${milliseconds} ms`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await main();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
