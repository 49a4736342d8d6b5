import { describe, expect, it } from 'vitest';
import { BUILTIN_CATALOG } from '../../../../src/flow/catalog/builtinCatalog.ts';
import type { DiagnosticCode } from '../../../../src/flow/diagnostic.ts';
import { applyTextEdits } from '../../../../src/flow/edit/applyTextEdits.ts';
import { fixesFor } from '../../../../src/flow/language/fixes.ts';
import { languageContext } from '../../../../src/flow/language/languageContext.ts';
import { parseFlow } from '../../../../src/flow/parse/parseFlow.ts';
import { validateFlow } from '../../../../src/flow/validate/validateFlow.ts';

/** Checks the titles of all fixes of a problem, and the text after one of them; then the problem is gone. */
function check(text: string, code: DiagnosticCode, titles: readonly string[], after?: string, pick = 0): void {
  const document = parseFlow(text);
  const context = languageContext(document, BUILTIN_CATALOG);
  const diagnostics = validateFlow(document, BUILTIN_CATALOG).filter((diagnostic) => diagnostic.code === code);
  const [diagnostic] = diagnostics;
  const fixes = diagnostic ? fixesFor(context, diagnostic) : [];
  expect(fixes.map(({ title }) => title)).toEqual(titles);
  if (after === undefined) return;
  const mended = applyTextEdits(text, fixes[pick]?.edits ?? []);
  expect(mended).toBe(after);
  const left = validateFlow(parseFlow(mended), BUILTIN_CATALOG).filter((other) => other.code === code);
  expect(left.length).toBeLessThan(diagnostics.length);
}

describe('Quick fixes', () => {
  it('write the version of the format', () => {
    check('# top\nname: x\nnodes: {}\n', 'format-version', ['Write “flow: 1”'], '# top\nflow: 1\nname: x\nnodes: {}\n');
    check('flow: one\n', 'format-version', ['Write “flow: 1”'], 'flow: 1\n');
    check('flow: 2\n', 'format-version', []);
  });

  it('say what a node does, and give ids that are free and valid', () => {
    const titles = ['Add “uses: shell”', 'Add “uses: transform”', 'Add “uses: constant”'];
    check(
      'flow: 1\nnodes:\n  a:\n    name: x\n',
      'structure',
      titles,
      'flow: 1\nnodes:\n  a:\n    uses: shell\n    name: x\n',
    );
    check(
      'flow: 1\nnodes:\n  a: { uses: delay, with: { for: 1s } }\n  a: { uses: delay, with: { for: 1s } }\n',
      'duplicate-id',
      ['Give it the id “a_2”'],
      'flow: 1\nnodes:\n  a: { uses: delay, with: { for: 1s } }\n  a_2: { uses: delay, with: { for: 1s } }\n',
    );
    check(
      'flow: 1\nnodes:\n  my step: { uses: file.glob, with: { patterns: [] } }\nlayout:\n  my step: [0, 0]\n',
      'invalid-id',
      ['Change to “my_step”'],
      'flow: 1\nnodes:\n  my_step: { uses: file.glob, with: { patterns: [] } }\nlayout:\n  my_step: [0, 0]\n',
    );
  });

  it('change to the nearest name or remove what means nothing', () => {
    check(
      'flow: 1\nnodes:\n  a: { uses: shel, with: { run: x } }\n',
      'unknown-kind',
      ['Change to “shell”'],
      'flow: 1\nnodes:\n  a: { uses: shell, with: { run: x } }\n',
    );
    check(
      'flow: 1\nnodes:\n  a: { uses: shell, colour: red, with: { run: x } }\n',
      'unknown-key',
      ['Remove “colour”'],
      'flow: 1\nnodes:\n  a: { uses: shell, with: { run: x } }\n',
    );
    check(
      'flow: 1\nnodes:\n  a:\n    uses: shell\n    with:\n      runn: x\n      run: x\n',
      'unknown-setting',
      ['Change to “run”', 'Remove “runn”'],
      'flow: 1\nnodes:\n  a:\n    uses: shell\n    with:\n      run: x\n',
      1,
    );
    check('flow: 1\nnodes: {}\nlayout: { a: [0, 0] }\n', 'unknown-node', ['Remove “a”'], 'flow: 1\nnodes: {}\n');
  });

  it('create what a wire names, or remove the wire', () => {
    const flow = 'flow: 1\nnodes:\n  a:\n    uses: csv.parse\n    in: { text: inputs.data }\n';
    check(
      flow,
      'unknown-input',
      ['Add an input “data” of type text', 'Remove the wire “inputs.data”'],
      `flow: 1\n\ninputs:\n  data: text\nnodes:\n  a:\n    uses: csv.parse\n    in: { text: inputs.data }\n`,
    );
    check(
      flow,
      'unknown-input',
      ['Add an input “data” of type text', 'Remove the wire “inputs.data”'],
      'flow: 1\nnodes:\n  a:\n    uses: csv.parse\n',
      1,
    );
    check(
      'flow: 1\nnodes:\n  read: { uses: file.read, with: { path: a } }\n  b:\n    uses: merge\n    in:\n      items: [read, raed.content, other]\n',
      'unknown-node',
      ['Change to “read.content”', 'Add a node “raed”', 'Remove the wire “raed.content”'],
      'flow: 1\nnodes:\n  read: { uses: file.read, with: { path: a } }\n  b:\n    uses: merge\n    in:\n      items: [read, other]\n',
      2,
    );
  });

  it('declare secrets and inputs, or take a name as text', () => {
    check(
      'flow: 1\nsecrets: [ONE]\nnodes:\n  a: { uses: shell, secrets: [SECOND], with: { run: x } }\n',
      'unknown-secret',
      ["Add “SECOND” to the flow's secrets"],
      'flow: 1\nsecrets: [ONE, SECOND]\nnodes:\n  a: { uses: shell, secrets: [SECOND], with: { run: x } }\n',
    );
    const http = 'flow: 1\nnodes:\n  a:\n    uses: http\n    with:\n      url: https://x/${month}\n';
    const titles = ['Add an input “month” of type text', 'Write the text “${month}” itself'];
    check(http, 'unknown-name', titles, http.replace('nodes:', '\ninputs:\n  month: text\nnodes:'));
    check(
      http,
      'unknown-name',
      titles,
      http.replace('${', () => '$${'),
      1,
    );
  });

  it('add what a kind needs', () => {
    check(
      'flow: 1\nnodes:\n  a:\n    uses: delay\n',
      'missing-setting',
      ['Add the setting “for”'],
      'flow: 1\nnodes:\n  a:\n    uses: delay\n    with:\n      for: 500ms\n',
    );
    const flow =
      'flow: 1\ninputs: { data: text, n: number }\nnodes:\n  read: { uses: file.read, with: { path: a } }\n  glob: { uses: file.glob, with: { patterns: [a] } }\n  rows:\n    uses: csv.parse\n';
    check(
      flow,
      'missing-port',
      ['Wire “text” to read.content', 'Wire “text” to inputs.data', 'Wire “text” to inputs.n'],
      `${flow}    in:\n      text: read.content\n`,
    );
  });

  it('mend durations and settings', () => {
    check(
      'flow: 1\nnodes:\n  a: { uses: delay, with: { for: 30 } }\n',
      'invalid-duration',
      ['Change to “30s”'],
      'flow: 1\nnodes:\n  a: { uses: delay, with: { for: 30s } }\n',
    );
    check(
      'flow: 1\nnodes:\n  a: { uses: delay, with: { for: 5 minutes } }\n',
      'invalid-duration',
      ['Change to “5m”'],
      'flow: 1\nnodes:\n  a: { uses: delay, with: { for: 5m } }\n',
    );
    check(
      'flow: 1\nnodes:\n  a: { uses: merge, with: { as: pile } }\n',
      'invalid-setting',
      ['Remove “as”'],
      'flow: 1\nnodes:\n  a: { uses: merge }\n',
    );
  });

  it('break a circle at any of its wires', () => {
    const flow =
      'flow: 1\nnodes:\n  a: { uses: delay, in: { value: c }, with: { for: 1s } }\n  b: { uses: delay, with: { for: 1s } }\n  c: { uses: shell, in: { x: a, y: a.value }, after: [a, b], with: { run: x } }\n';
    const titles = ['Remove the wire c → a', 'Remove the wire a → c'];
    check(flow, 'cycle', titles, flow.replace(' in: { value: c },', ''));
    check(flow, 'cycle', titles, flow.replace('in: { x: a, y: a.value }, after: [a, b]', 'after: [b]'), 1);
  });

  it('take a key away that this build does not obey', () => {
    check(
      'flow: 1\nnodes:\n  a:\n    uses: shell\n    with: { run: x }\n    sandbox: { network: none }\n',
      'unsupported',
      ['Remove “sandbox”'],
      'flow: 1\nnodes:\n  a:\n    uses: shell\n    with: { run: x }\n',
    );
  });

  it('are silent in a text that cannot be read', () => {
    check('flow: 1\nnodes: { a: {\n', 'syntax', []);
  });
});
