import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUILTIN_CATALOG, UNSUPPORTED_KINDS } from '../../../src/flow/catalog/builtinCatalog.ts';
import { formatDuration, parseDuration } from '../../../src/flow/duration.ts';
import { freeId } from '../../../src/flow/edit/freeId.ts';
import { interpolate, namesIn } from '../../../src/flow/interpolate.ts';
import { isNodeId, toNodeId } from '../../../src/flow/nodeId.ts';
import { parseFlow } from '../../../src/flow/parse/parseFlow.ts';
import { formatWire, parseWire } from '../../../src/flow/parse/wireText.ts';
import { nearest } from '../../../src/flow/suggest.ts';
import { summarise } from '../../../src/flow/summary.ts';

describe('durations', () => {
  it.each([
    ['500ms', 500],
    ['30s', 30_000],
    ['1.5m', 90_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
    [' 5s ', 5_000],
    ['0s', 0],
    ['30', undefined],
    ['', undefined],
    ['-1s', undefined],
    ['1e3s', undefined],
    ['5 s', undefined],
    ['s', undefined],
    ['1.s', undefined],
    ['9999999999999999999h', undefined],
  ])('%j is %j ms', (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });

  it.each([
    [0, '0 ms'],
    [850, '850 ms'],
    [999.4, '999 ms'],
    [999.6, '1.0 s'],
    [4_200, '4.2 s'],
    [59_949, '59.9 s'],
    [59_990, '1 m 00 s'],
    [185_000, '3 m 05 s'],
    [3_599_900, '1 h 00 m'],
    [7_800_000, '2 h 10 m'],
    [Number.NaN, ''],
    [-1, ''],
  ])('%j ms reads %j', (milliseconds, expected) => {
    expect(formatDuration(milliseconds)).toBe(expected);
  });
});

describe('names in texts', () => {
  it('finds and replaces them once', () => {
    const text = 'a ${day} $${not} ${ spaced } ${} $ { ${day}';
    expect(namesIn(text).map(({ name, start, end }) => [name, text.slice(start, end)])).toEqual([
      ['day', '${day}'],
      ['spaced', '${ spaced }'],
      ['', '${}'],
      ['day', '${day}'],
    ]);
    expect(interpolate(text, (name) => `<${name}\${x}>`)).toBe('a <day${x}> ${not} <spaced${x}> <${x}> $ { <day${x}>');
  });

  it('replaces exactly what it finds', () => {
    const bits = fc.array(fc.constantFrom('$', '{', '}', '${', '$${', 'a', ' ', '\n', '${a}'), { maxLength: 20 });
    fc.assert(
      fc.property(bits, (parts) => {
        const text = parts.join('');
        const asked: string[] = [];
        interpolate(text, (name) => String(asked.push(name)));
        expect(asked).toEqual(namesIn(text).map(({ name }) => name));
      }),
    );
  });
});

describe('wires', () => {
  it.each(['node', 'node.port', 'inputs.day', '_a-b.c_d'])('reads %s', (text) => {
    const source = parseWire(text);
    expect(source && formatWire(source)).toBe(text);
  });

  it.each(['', 'inputs', 'a.b.c', 'a b', '.a', 'a.', '1a', 'a.1'])('refuses %j', (text) => {
    expect(parseWire(text)).toBeUndefined();
  });
});

describe('ids', () => {
  it('are always valid and free', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.array(fc.constantFrom('node', 'node_2', 'a', 'a_1', 'a1', 'a_2')),
        (wanted, taken) => {
          const id = freeId(
            { nodes: taken.map((id) => ({ ...parseFlow('nodes: { x: {} }').model.nodes[0], id })) as never },
            wanted,
          );
          expect(isNodeId(id)).toBe(true);
          expect(taken).not.toContain(id);
        },
      ),
    );
    expect(toNodeId('Grüße an alle!')).toBe('Gr_e_an_alle');
    expect(toNodeId('42')).toBe('node');
  });

  it('count on from the number that is there', () => {
    const { model } = parseFlow('nodes: { step: {}, step_2: {}, read9: {} }');
    expect([freeId(model, 'step'), freeId(model, 'read9'), freeId(model, 'other')]).toEqual([
      'step_3',
      'read_10',
      'other',
    ]);
  });
});

describe('suggestions', () => {
  it.each([
    ['shel', 'shell'],
    ['SHELL', 'shell'],
    ['file.raed', 'file.read'],
    ['xyz', undefined],
    ['', undefined],
    ['s', undefined],
    ['shell', undefined],
  ])('for %j is %j', (name, expected) => {
    expect(nearest(name, ['shell', 'file.read', 'merge'])).toBe(expected);
  });
});

describe('summaries', () => {
  const of = (settings: string): string => {
    const node = parseFlow(`nodes:\n  a: { ${settings} }\n`).model.nodes[0];
    return node ? summarise(node, BUILTIN_CATALOG.get(node.uses)) : '';
  };

  it.each([
    ['uses: shell, with: { run: "#!/bin/sh\\nset -eu\\n\\n# count\\n  wc -l data\\n" }', 'wc -l data'],
    ['uses: shell, with: { run: "# only a comment" }', '# only a comment'],
    ['uses: exec, with: { program: git, args: [log, -n, 5] }', 'git log -n 5'],
    ['uses: http, with: { url: "https://x" }', 'GET https://x'],
    ['uses: http, with: { url: "https://x", method: POST }', 'POST https://x'],
    ['uses: constant, with: { value: { a: [1] } }', '{"a":[1]}'],
    ['uses: delay, with: { for: 3s }', 'for 3s'],
    ['uses: file.glob, with: { patterns: [a, b] }', 'a b'],
    ['uses: json.parse', ''],
    ['uses: unknown, with: { run: x }', ''],
  ])('of { %s } is %j', (settings, expected) => {
    expect(of(settings)).toBe(expected);
  });

  it('are short', () => {
    const long = of(`uses: template, with: { template: "${'🚀'.repeat(200)}" }`);
    expect(long.endsWith('…')).toBe(true);
    expect(long.length).toBeLessThanOrEqual(121);
    expect(long.isWellFormed()).toBe(true);
  });
});

describe('the catalog', () => {
  it('has the kinds of this build, and none of the later ones', () => {
    expect([...BUILTIN_CATALOG.keys()].sort()).toEqual([
      'assert',
      'aws',
      'constant',
      'csv.parse',
      'delay',
      'exec',
      'file.glob',
      'file.read',
      'file.write',
      'http',
      'json.parse',
      'merge',
      'script',
      'shell',
      'template',
      'transform',
    ]);
    for (const kind of UNSUPPORTED_KINDS) expect(BUILTIN_CATALOG.has(kind)).toBe(false);
  });

  it.each([...BUILTIN_CATALOG.values()].map((kind) => [kind.id, kind] as const))('describes %s in full', (id, kind) => {
    expect(kind.id).toBe(id);
    expect(kind.outPorts.map((port) => port.name)).toContain(kind.defaultOutPort);
    for (const name of kind.requiredSettings) expect(Object.keys(kind.settings)).toContain(name);
    if (kind.summarySetting) expect(Object.keys(kind.settings)).toContain(kind.summarySetting);
    for (const part of [kind, ...kind.inPorts, ...kind.outPorts, ...Object.values(kind.settings)]) {
      expect(part.description).toMatch(/\S.*\.$/);
    }
    for (const schema of Object.values(kind.settings)) expect(schema.title).toBeTruthy();
    expect(JSON.parse(JSON.stringify(kind))).toEqual(kind);
  });
});
