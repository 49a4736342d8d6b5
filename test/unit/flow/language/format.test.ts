import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyTextEdits } from '../../../../src/flow/edit/applyTextEdits.ts';
import { formatFlow } from '../../../../src/flow/language/format.ts';
import { parseFlow } from '../../../../src/flow/parse/parseFlow.ts';
import { FIXTURES } from '../support/fixtures.ts';
import { generatedFlow } from '../support/generatedFlow.ts';

function formatted(text: string): string {
  const result = formatFlow(parseFlow(text));
  expect(result.ok || result.refusal.message).toBe(true);
  return applyTextEdits(text, result.ok ? result.edits : []);
}

/** Checks what becomes of a text; formatting that changes nothing. */
function check(text: string, expected: string): void {
  expect(formatted(text)).toBe(expected);
  expect(formatted(expected)).toBe(expected);
}

describe('Formatting', () => {
  it('indents levels alike, with block text and the comments within them', () => {
    check(
      'flow: 1\n# top\nnodes:\n  a:\n    uses: shell\n    with:\n          # the script\n          run: |\n              echo one\n\n                two\n          shell: bash\n\n  # about b\n  b:\n     uses: merge\n     in:\n       items:\n       - a\n       -   a.stderr\n',
      'flow: 1\n# top\nnodes:\n  a:\n    uses: shell\n    with:\n      # the script\n      run: |\n        echo one\n\n          two\n      shell: bash\n\n  # about b\n  b:\n    uses: merge\n    in:\n      items:\n      - a\n      -   a.stderr\n',
    );
  });

  it('leaves one blank behind colons and commas, and the padding of the file in braces', () => {
    check(
      'flow:   1  \nnodes:\n  a: { uses: shell,with: {run: x , shell: bash}, after: [ b,c ] }   # why  \n  b: {}\t\n',
      'flow: 1\nnodes:\n  a: { uses: shell, with: { run: x, shell: bash }, after: [b, c] }   # why  \n  b: {}\n',
    );
  });

  it('keeps blanks that mean something, explicit indentation and line endings', () => {
    const kept =
      'flow: 1\r\nnodes:\r\n  a:\r\n    uses: template\r\n    with:\r\n      template: |2+\r\n          two blanks:  \r\n\r\n\r\n';
    check(kept, kept);
    const quoted = 'flow: 1\nname: "a  \n  b"\ndescription: plain  text\n';
    check(quoted, quoted);
  });

  it('refuses a broken text and leaves braces at the top alone', () => {
    const result = formatFlow(parseFlow('flow: 1\nnodes: { a: {\n'));
    expect(result.ok ? '' : result.refusal.message).toMatch(/must be mended/);
    check('{ flow: 1,nodes: {} }\n', '{ flow: 1,nodes: {} }\n');
  });

  it('finds nothing to do in the examples', () => {
    for (const folder of readdirSync('examples', { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
      for (const file of readdirSync(`examples/${folder.name}`).filter((name) => name.endsWith('.flow'))) {
        const text = readFileSync(`examples/${folder.name}/${file}`, 'utf8');
        expect(formatted(text)).toBe(text);
      }
    }
  });

  it('changes nothing but blanks and nothing twice, whatever the text', () => {
    for (const [, text] of FIXTURES) checkHarmless(text);
    fc.assert(fc.property(generatedFlow, (text) => checkHarmless(text)));
  });
});

function checkHarmless(text: string): void {
  const result = formatFlow(parseFlow(text));
  if (!result.ok) return;
  const after = applyTextEdits(text, result.edits);
  expect(after.replace(/[ \t]/g, '')).toBe(text.replace(/[ \t]/g, ''));
  const again = formatFlow(parseFlow(after));
  expect(again.ok && again.edits).toEqual([]);
}
