import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { parseFlow, parseWhole } from '../../../src/flow/parse/parseFlow.ts';
import { everything } from './support/everything.ts';
import { FIXTURES, fixture } from './support/fixtures.ts';
import { generatedFlow } from './support/generatedFlow.ts';

// Hundreds of cases take longer than one on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

describe('parseFlow', () => {
  it.each(FIXTURES)('reads %s part by part to the same result as the whole', (_name, text) => {
    expect(everything(parseFlow(text))).toEqual(everything(parseWhole(text)));
  });

  it('reads generated flows part by part to the same result as the whole', () => {
    fc.assert(
      fc.property(generatedFlow, (text) => {
        expect(everything(parseFlow(text))).toEqual(everything(parseWhole(text)));
      }),
      { numRuns: 300 },
    );
  });

  it('reads a text after any change of characters to the same result as from nothing', () => {
    const texts = fc.oneof(fc.constantFrom(...FIXTURES.map(([, text]) => text)), generatedFlow);
    const pieces = fc.constantFrom(
      '',
      ' ',
      '\n',
      '  ',
      ':',
      ': ',
      '"',
      "'",
      '#',
      '- ',
      '{',
      '}',
      '[',
      '|',
      '&a',
      '*a',
      '\t',
      '\n\n  x:',
      '---\n',
      '? ',
      '!t ',
    );
    fc.assert(
      fc.property(texts, fc.nat(), fc.nat({ max: 5 }), pieces, (text, place, length, piece) => {
        const at = text.length === 0 ? 0 : place % text.length;
        const changed = text.slice(0, at) + piece + text.slice(at + length);
        const after = parseFlow(changed, parseFlow(text));
        expect(everything(after)).toEqual(everything(parseFlow(changed)));
        expect(everything(after)).toEqual(everything(parseWhole(changed)));
      }),
      { numRuns: 500 },
    );
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => parseFlow(text).text === text));
    const bits = fc.constantFrom(
      'nodes:',
      '\n',
      '  ',
      'a:',
      '{',
      '}',
      '[',
      ']',
      ',',
      '"',
      '|',
      '&x ',
      '*x',
      '? ',
      '- ',
      '!!map ',
      '---',
      '%',
      '\t',
      '#',
    );
    fc.assert(fc.property(fc.array(bits, { maxLength: 40 }), (parts) => parseFlow(parts.join('')).text.length >= 0));
  });

  it.each([
    ['thousands of brackets', '['.repeat(20_000)],
    ['thousands of levels', Array.from({ length: 2_000 }, (_, level) => `${' '.repeat(level)}a:`).join('\n')],
    [
      'aliases that stand for billions',
      `a: &a [1,1,1,1,1,1,1,1,1]\n${'bcdefghij'
        .split('')
        .map((name, index) => `${name}: &${name} [${`*${'abcdefghi'[index]},`.repeat(9)}]`)
        .join('\n')}`,
    ],
    ['an alias within its own anchor', 'x-a: &a [*a]'],
  ])('reports %s', (_name, text) => {
    const document = parseFlow(text);
    expect(document.broken).toBe(true);
    expect(document.diagnostics.some((diagnostic) => diagnostic.code === 'syntax')).toBe(true);
  });

  it('keeps the nodes that an edit does not touch as the same objects', () => {
    fc.assert(
      fc.property(generatedFlow, fc.nat(), (text, choice) => {
        const before = parseFlow(text);
        const node = before.model.nodes[choice % Math.max(1, before.model.nodes.length)];
        fc.pre(node !== undefined && !before.broken);
        const at = before.spanOf(['nodes', node?.id ?? '', 'uses'], 'value')?.end ?? 0;
        const after = parseFlow(`${text.slice(0, at)}2${text.slice(at)}`, before);
        after.model.nodes.forEach((found, index) => {
          if (found.id === node?.id) expect(found.uses).toBe(`${node.uses}2`);
          else expect(found).toBe(before.model.nodes[index]);
        });
      }),
    );
  });

  it('keeps a node whose comment changed, also in a text that is read as a whole', () => {
    for (const name of ['wires', 'anchors', 'flow-style']) {
      const text = fixture(name);
      const before = parseFlow(text);
      const after = parseFlow(`# new\n${text.replaceAll(' # ', ' # so: ')}`, before);
      expect(after.broken).toBe(false);
      after.model.nodes.forEach((node, index) => expect(node).toBe(before.model.nodes[index]));
    }
  });

  it('says for every offset which entry is there', () => {
    for (const [, text] of FIXTURES) {
      const document = parseFlow(text);
      for (let offset = 0; offset < text.length; offset += 7) {
        const path = document.pathAt(offset);
        if (path.length === 0) continue;
        const span = document.spanOf(path);
        const aliased = span === undefined || offset < span.start || offset > span.end;
        expect(aliased && !text.includes('*')).toBe(false);
      }
    }
  });

  it('keeps the spelling of numbers where text is meant', () => {
    const document = parseFlow('flow: 1\nname: 1.10\nenv: { V: 007, W: 0x1F, X: true }\n');
    expect(document.model.name).toBe('1.10');
    expect(document.model.env).toEqual({ V: '007', W: '0x1F', X: 'true' });
  });

  it('takes keys such as __proto__ for ordinary ones', () => {
    const document = parseFlow(
      'flow: 1\nnodes:\n  __proto__: { uses: constant, with: { __proto__: { x: 1 }, constructor: 2 } }\n',
    );
    const [node] = document.model.nodes;
    expect(node?.id).toBe('__proto__');
    expect(Object.keys(node?.with ?? {})).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(node?.with)).toBe(Object.prototype);
    expect(document.spanOf(['nodes', '__proto__', 'with', 'constructor'])).toBeDefined();
    expect(document.spanOf(['nodes', 'toString'])).toBeUndefined();
  });

  it('never takes a broken text for an empty graph', () => {
    for (const text of [
      'nodes: [',
      'flow: 1\nnodes:\n  a: "unclosed\n  b: 1\n',
      '- a\n- b\n',
      'just words',
      'a: b: c\n',
    ]) {
      expect(parseFlow(text).broken).toBe(true);
    }
    for (const text of ['', '# only a comment\n', 'flow: 1\n', 'flow: 1\nnodes:\n'])
      expect(parseFlow(text).broken).toBe(false);
  });
});
