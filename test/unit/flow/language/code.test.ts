import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUILTIN_CATALOG } from '../../../../src/flow/catalog/builtinCatalog.ts';
import { applyTextEdits } from '../../../../src/flow/edit/applyTextEdits.ts';
import { codeText, nodeCode } from '../../../../src/flow/language/nodeCode.ts';
import { planCode } from '../../../../src/flow/language/planCode.ts';
import { parseFlow } from '../../../../src/flow/parse/parseFlow.ts';

/** Checks what a flow is after the code of its node `a` was saved with another text. */
function checkSaved(flow: string, setting: string, written: string, expected: string | RegExp): void {
  const result = planCode(parseFlow(flow), { node: 'a', setting }, written);
  if (expected instanceof RegExp) expect(result.ok ? 'done' : result.refusal.message).toMatch(expected);
  else expect(result.ok && applyTextEdits(flow, result.edits)).toBe(expected);
}

const SHELL =
  'flow: 1\nnodes:\n  # first\n  a: # here\n    uses: shell\n    with:\n        run: | # code\n            echo one\n\n              two\n\n# end\n';

describe('Code of a node', () => {
  it('has the ending of its language and of the program that runs it', () => {
    const endings = (node: string): string | undefined => {
      const [found] = parseFlow(`flow: 1\nnodes:\n  a: ${node}\n`).model.nodes;
      return found && nodeCode(found, BUILTIN_CATALOG)?.extension;
    };
    expect(endings('{ uses: shell }')).toBe('sh');
    expect(endings('{ uses: shell, with: { shell: /usr/bin/python3 } }')).toBe('py');
    expect(endings('{ uses: shell, with: { shell: pwsh.exe } }')).toBe('ps1');
    expect(endings('{ uses: transform }')).toBe('jsonata');
    expect(endings('{ uses: template }')).toBe('liquid');
    expect(endings('{ uses: csv.parse }')).toBeUndefined();
  });

  it('is the text without the indentation of its block', () => {
    const { model } = parseFlow(SHELL);
    expect(codeText(model, { node: 'a', setting: 'run' })).toBe('echo one\n\n  two\n');
    expect(codeText(model, { node: 'a', setting: 'other' })).toBe('');
    expect(codeText(model, { node: 'b', setting: 'run' })).toBeUndefined();
  });

  it('is written into its block with the indentation, comments and line endings of the file', () => {
    const after = SHELL.replace('              two', '              three\n            four');
    checkSaved(SHELL, 'run', 'echo one\n\n  three\nfour\n', after);
    checkSaved(SHELL.replaceAll('\n', '\r\n'), 'run', 'echo one\n\n  three\nfour\n', after.replaceAll('\n', '\r\n'));
    checkSaved(SHELL, 'run', 'echo one\r\n\r\n  three\r\nfour\r\n', after);
    checkSaved(SHELL, 'run', 'echo one\n\n  two\n', SHELL);
  });

  it('stays on one line where it was, in spite of the line ending that editors put', () => {
    const flow = 'flow: 1\nnodes:\n  a: { uses: shell, with: { run: echo one } }\n';
    checkSaved(flow, 'run', 'echo two\n', flow.replace('one', 'two'));
    checkSaved(flow, 'run', 'echo "{two}"\n', flow.replace('echo one', '"echo \\"{two}\\""'));
    checkSaved(flow, 'run', '', 'flow: 1\nnodes:\n  a: { uses: shell }\n');
  });

  it('appears where there was none', () => {
    checkSaved(
      'flow: 1\nnodes:\n  a:\n    uses: shell\n',
      'run',
      'echo\n',
      'flow: 1\nnodes:\n  a:\n    uses: shell\n    with:\n      run: echo\n',
    );
    checkSaved(
      'flow: 1\nnodes:\n  a:\n    uses: shell\n',
      'run',
      'one\ntwo\n',
      'flow: 1\nnodes:\n  a:\n    uses: shell\n    with:\n      run: |\n        one\n        two\n',
    );
  });

  it('is refused where its node or its place is gone', () => {
    checkSaved('flow: 1\nnodes: {}\n', 'run', 'echo', /has no node "a" any more/);
    checkSaved('flow: 1\nnodes: { a: {\n', 'run', 'echo', /no node|error that must be mended/);
  });

  it('comes back as it was saved, whatever it is', () => {
    const line = fc.constantFrom(
      'echo',
      '',
      '  deeper',
      '# no comment',
      'a: b',
      '\ttab',
      '"q"',
      '${x}',
      'ü🚀',
      '- item',
    );
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), (lines) => {
        const code = `${lines.join('\n')}\n`;
        fc.pre(code.trim() !== '');
        const before = parseFlow(SHELL);
        const result = planCode(before, { node: 'a', setting: 'run' }, code);
        expect(result.ok || result.refusal.message).toBe(true);
        const text = applyTextEdits(SHELL, result.ok ? result.edits : []);
        expect(codeText(parseFlow(text).model, { node: 'a', setting: 'run' })).toBe(code.replace(/\n+$/, '\n'));
        expect(text).toContain('  # first\n  a: # here\n');
        expect(text.endsWith('# end\n')).toBe(true);
      }),
    );
  });
});
