import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../../runner/engine/limits.ts';
import { inRoot } from '../../../scripts/lib/paths.mjs';

/** Where limits may stand. The canvas has sizes of drawing only. */
const PLACES = ['proto', 'runner', 'src/extension', 'src/flow', 'src/messages'];

/** A number with a name that says what it limits. */
const LIMIT_NAME = /_(BYTES|CHARACTERS|LIMIT|LINES|NODES|KEPT|REMEMBERED|MIB|FILES|LEVELS)$/;

/** Numbers that are exported or named like limits and are none. */
const NO_LIMITS: ReadonlySet<string> = new Set([
  'proto/messages.ts PROTOCOL_VERSION',
  'src/flow/model.ts FORMAT_VERSION',
  'runner/processes/launcherFrames.ts WIRE_VERSION',
  'runner/processes/launcherFrames.ts HEAD_BYTES',
  'runner/logs/patternAutomaton.ts LINE_ENDS_IN_PATTERN',
  'runner/engine/checkResources.ts UNDECLARED_LIMIT',
  'src/flow/validate/resourceProblems.ts UNDECLARED_LIMIT',
  'src/extension/editor/webviewPage.ts NONCE_BYTES',
  'src/extension/runs/runId.ts RANDOM_BYTES',
]);

const CONSTANT = /^(export )?const ([A-Z][A-Z0-9_]+)(?:: number)? = ([-\d_ *+().]+);/gm;

/** Every limit in the sources as `file name` → value in words. */
function limitsInSources(): Map<string, string> {
  const found = new Map<string, string>();
  for (const place of PLACES) {
    for (const file of readdirSync(inRoot(place), { recursive: true, encoding: 'utf8' })) {
      const path = join(place, file).replaceAll('\\', '/');
      if (!path.endsWith('.ts') || path.includes('/generated/')) continue;
      for (const [, exported, name = '', value = ''] of readFileSync(inRoot(path), 'utf8').matchAll(CONSTANT)) {
        const isLimit = exported !== undefined || path.endsWith('/limits.ts') || LIMIT_NAME.test(name);
        const key = `${path} ${name}`;
        if (isLimit && !NO_LIMITS.has(key)) found.set(key, inWords(name, valueOf(value)));
      }
    }
  }
  return found;
}

/** The value of a product, a sum or a power of whole numbers. */
function valueOf(expression: string): number {
  const terms = expression.replaceAll('_', '').split(/\s(?=[+-]\s)/);
  return terms.reduce((sum, term) => {
    const sign = term.startsWith('- ') ? -1 : 1;
    const factors = term.replace(/^[+-] /, '').split(' * ');
    const product = factors.map((factor) =>
      factor
        .split(' ** ')
        .map(Number)
        .reduce((base, power) => base ** power),
    );
    return sum + sign * product.reduce((a, b) => a * b);
  }, 0);
}

function inWords(name: string, value: number): string {
  if (value === 0) return 'none';
  const units = /BYTES|MEMORY/i.test(name) ? BYTES : /_MS$|Ms$/.test(name) ? TIMES : [];
  const [unit = '', size = 1] = units.find(([, size]) => value % size === 0) ?? [];
  return `${(value / size).toLocaleString('en')} ${unit}`.trimEnd();
}

const BYTES: readonly (readonly [string, number])[] = [
  ['GiB', 1024 ** 3],
  ['MiB', 1024 ** 2],
  ['KiB', 1024],
  ['bytes', 1],
];

const TIMES: readonly (readonly [string, number])[] = [
  ['days', 86_400_000],
  ['hours', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
  ['ms', 1],
];

const text = readFileSync(inRoot('docs', 'limits.md'), 'utf8');

/** Rows of the tables with so many columns, without backticks in the first and last. */
function rows(columns: number): string[][] {
  const cells = text.split('\n').map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  return cells.filter((row) => row.length === columns && row[0]?.startsWith('`'));
}

const bare = (cell: string | undefined) => (cell ?? '').replaceAll('`', '');

describe('docs/limits.md', () => {
  it('has a row for every limit in the sources, with its value, and none besides', () => {
    const documented = rows(4).map(([name, value, , file]) => [`${bare(file)} ${bare(name)}`, value ?? '']);
    const sources = limitsInSources();
    expect(sources.size).toBeGreaterThan(50);
    // A limit that was added, moved or changed needs its row: | `NAME` | value | what it bounds | `file` |
    expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(sources));
    expect(documented).toHaveLength(sources.size);
  });

  it('has the defaults of all that a request can set', () => {
    const documented = rows(3).map(([name, value]) => [bare(name), value ?? '']);
    const defaults = Object.entries(DEFAULT_LIMITS).map(([name, value]) => [snakeCase(name), inWords(name, value)]);
    expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(defaults));
  });
});

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
