// Runs the measurements in bench/*.ts one after the other and prints one table; helpers go into subfolders. Each exports
//   async function run(): Promise<readonly { name, value, unit, limit?, note? }[]>
// where smaller is better and `limit` is what must not be exceeded. With --check an exceeded limit is a failure.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';
import { build } from '../../esbuild.mjs';
import '../lib/endWithParent.mjs';
import { CACHE, inRoot } from '../lib/paths.mjs';
import { formatSeconds, tableLines } from '../lib/report.mjs';

/** Bundled for the same reason as the programs: measured is what ships, not what a loader makes of the sources. */
async function bundle(names, outdir) {
  await esbuild.build({
    absWorkingDir: inRoot(),
    entryPoints: names.map((name) => `bench/${name}.ts`),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node22',
    format: 'esm',
    logLevel: 'warning',
  });
}

function formatValue(value) {
  if (value === undefined) return '';
  if (Math.abs(value) >= 100) return String(Math.round(value));
  return value.toPrecision(3);
}

function isExceeded(row) {
  return row.limit !== undefined && row.value > row.limit;
}

function tableRow(bench, row) {
  const verdict = row.limit === undefined ? '' : isExceeded(row) ? 'OVER' : 'ok';
  return [
    bench,
    row.name,
    formatValue(row.value).padStart(8),
    row.unit,
    formatValue(row.limit),
    verdict,
    row.note ?? '',
  ];
}

async function main() {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { check: { type: 'boolean' } } });
  const found = readdirSync(inRoot('bench'))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => basename(file, '.ts'));
  const names = found.filter((name) => positionals.length === 0 || positionals.some((part) => name.includes(part)));
  if (names.length === 0)
    throw new Error(`no such measurement in bench/; there are: ${found.join(', ') || 'none yet'}`);
  await build({ production: true });
  const outdir = mkdtempSync(join(CACHE, 'bench-'));
  process.once('exit', () => rmSync(outdir, { recursive: true, force: true }));
  await bundle(names, outdir);
  const table = [['bench', 'what', '   value', 'unit', 'limit', '', 'note']];
  let exceeded = 0;
  for (const name of names) {
    const started = performance.now();
    const { run } = await import(pathToFileURL(join(outdir, `${name}.mjs`)).href);
    for (const row of await run()) {
      table.push(tableRow(name, row));
      if (isExceeded(row)) exceeded += 1;
    }
    console.error(`${name}: measured in ${formatSeconds(performance.now() - started)}`);
  }
  for (const line of tableLines(table)) console.log(line);
  if (values.check && exceeded > 0) throw new Error(`${exceeded} limits are exceeded`);
}

try {
  await main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
