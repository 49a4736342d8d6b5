import { describe, expect, it } from 'vitest';
import { applyTextEdits } from '../../../../src/flow/edit/applyTextEdits.ts';
import { definitionAt, highlightsAt, referencesAt } from '../../../../src/flow/language/navigation.ts';
import { renameAt, renameTargetAt } from '../../../../src/flow/language/rename.ts';
import { atCursor } from './support.ts';

const FLOW = `flow: 1
inputs: { day: text }
secrets: [TOKEN]
nodes:
  read:
    uses: file.read
    with: { path: "data/\${day}.csv" }
  count:
    uses: shell
    in: { my-text: read.content, day: inputs.day }
    secrets: [TOKEN]
    with:
      run: |
        echo "\${my_text}" "$day" "$TOKEN" '$my_textual'
        echo "lines=3" >> "$FLOW_OUTPUT"
  tell:
    uses: template
    in: { 'lines': count.lines, all: [count, read] }
    each: lines
    when: not count.lines
    after: [read]
    with: { template: "{{ lines }} of {{ all.lines | size }}" }
outputs: { total: count.lines }
groups: { g: { nodes: [read, count] } }
layout:
  read: [0, 0]
`;

/** The flow with the cursor before the `turn`-th place of a text. */
function mark(at: string, turn = 1, text = FLOW): string {
  let place = -1;
  for (let count = 0; count < turn; count += 1) place = text.indexOf(at, place + 1);
  return `${text.slice(0, place)}‸${text.slice(place)}`;
}

/** Checks the lines on which the names of what is at the cursor stand, with the number of places. */
function checkReferences(marked: string, expected: readonly string[]): void {
  const { context, text, offset } = atCursor(marked);
  const spans = referencesAt(context, offset, true) ?? [];
  const found = spans.map(({ start, end }) => {
    const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, text.indexOf('\n', start)).trim();
    return `${text.slice(start, end)} @ ${line}`;
  });
  expect(found).toEqual(expected);
}

function checkDefinition(marked: string, line: string | undefined): void {
  const { context, text, offset } = atCursor(marked);
  const target = definitionAt(context, offset)?.targets[0];
  const found = target && text.slice(text.lastIndexOf('\n', target.start - 1) + 1, text.indexOf('\n', target.start));
  expect(found?.trim()).toBe(line);
}

/** Checks which lines a rename changes and how, or why it is refused. */
function checkRename(marked: string, newName: string, expected: readonly string[] | RegExp): void {
  const { context, text, offset } = atCursor(marked);
  const result = renameAt(context, offset, newName);
  if (expected instanceof RegExp) {
    expect(result.ok ? 'done' : result.refusal.message).toMatch(expected);
    return;
  }
  expect(result.ok || result.refusal.message).toBe(true);
  const before = text.split('\n');
  const after = applyTextEdits(text, result.ok ? result.edits : []).split('\n');
  expect(after.filter((line, index) => line !== before[index]).map((line) => line.trim())).toEqual(expected);
}

describe('Definitions', () => {
  it('are found from wires, names, variables, conditions, groups and places', () => {
    checkDefinition(mark('count.lines'), 'count:');
    checkDefinition(mark('lines, all'), 'echo "lines=3" >> "$FLOW_OUTPUT"');
    checkDefinition(mark('content'), 'read:');
    checkDefinition(mark('day}'), 'inputs: { day: text }');
    checkDefinition(mark('day"'), 'in: { my-text: read.content, day: inputs.day }');
    checkDefinition(mark('my_text}'), 'in: { my-text: read.content, day: inputs.day }');
    checkDefinition(mark('TOKEN', 2), 'secrets: [TOKEN]');
    checkDefinition(mark('count]'), 'count:');
    checkDefinition(mark('read: [0'), 'read:');
    checkDefinition(mark('file.read'), undefined);
    checkDefinition(mark('my_textual'), undefined);
  });
});

describe('References', () => {
  it('of a node are its wires, orders, groups and its place', () => {
    checkReferences(mark('read:'), [
      'read @ read:',
      'read @ in: { my-text: read.content, day: inputs.day }',
      "read @ in: { 'lines': count.lines, all: [count, read] }",
      'read @ after: [read]',
      'read @ groups: { g: { nodes: [read, count] } }',
      'read @ read: [0, 0]',
    ]);
  });

  it('of a port that a script writes are its wires', () => {
    checkReferences(mark('lines=3'), [
      'lines @ echo "lines=3" >> "$FLOW_OUTPUT"',
      "lines @ in: { 'lines': count.lines, all: [count, read] }",
      'lines @ when: not count.lines',
      'lines @ outputs: { total: count.lines }',
    ]);
  });

  it('of an in-port are the names in code and text of its node', () => {
    checkReferences(mark("lines':"), [
      "lines @ in: { 'lines': count.lines, all: [count, read] }",
      'lines @ each: lines',
      'lines @ with: { template: "{{ lines }} of {{ all.lines | size }}" }',
    ]);
    checkReferences(mark('my-text'), [
      'my-text @ in: { my-text: read.content, day: inputs.day }',
      'my_text @ echo "${my_text}" "$day" "$TOKEN" \'$my_textual\'',
    ]);
  });

  it('of an input leave out an in-port of its name', () => {
    checkReferences(mark('day: text'), [
      'day @ inputs: { day: text }',
      'day @ with: { path: "data/${day}.csv" }',
      'day @ in: { my-text: read.content, day: inputs.day }',
    ]);
  });

  it('tell definitions from uses', () => {
    const { context, offset } = atCursor(mark('TOKEN'));
    expect(highlightsAt(context, offset)?.map(({ isDefinition }) => isDefinition)).toEqual([true, false, false]);
    expect(referencesAt(context, offset, false)).toHaveLength(2);
  });
});

describe('Renaming', () => {
  it('of a node changes what names it', () => {
    checkRename(mark('count:'), 'tally', [
      'tally:',
      "in: { 'lines': tally.lines, all: [tally, read] }",
      'when: not tally.lines',
      'outputs: { total: tally.lines }',
      'groups: { g: { nodes: [read, tally] } }',
    ]);
    checkRename(mark('count.lines'), 'read', /already is a node "read"/);
  });

  it('of an in-port follows into code, with _ for - in variables', () => {
    checkRename(mark('my-text'), 'new-name', [
      'in: { new-name: read.content, day: inputs.day }',
      'echo "${new_name}" "$day" "$TOKEN" \'$my_textual\'',
    ]);
    checkRename(mark("lines':"), 'sum', [
      "in: { 'sum': count.lines, all: [count, read] }",
      'each: sum',
      'with: { template: "{{ sum }} of {{ all.lines | size }}" }',
    ]);
    checkRename(mark('my-text'), 'day', /already is "day"/);
  });

  it('of an out-port follows from the script to the wires', () => {
    checkRename(
      mark('lines: count.lines', 1, FLOW.replace("'lines'", 'lines')).replace('‸lines: count.', 'lines: count.‸'),
      'total',
      [
        'echo "total=3" >> "$FLOW_OUTPUT"',
        'in: { lines: count.total, all: [count, read] }',
        'when: not count.total',
        'outputs: { total: count.total }',
      ],
    );
  });

  it('of an input follows into wires and settings', () => {
    checkRename(mark('day: text'), 'date', [
      'inputs: { date: text }',
      'with: { path: "data/${date}.csv" }',
      'in: { my-text: read.content, day: inputs.date }',
    ]);
  });

  it('says why something keeps its name', () => {
    checkRename(mark('content'), 'x', /port of the kind "file.read"/);
    checkRename(mark('TOKEN'), 'x', /kept outside of this file/);
    checkRename(mark('day: text'), 'two words', /cannot be a name/);
    checkRename(mark('uses'), 'x', /Put the cursor on a node/);
    checkRename('flow: 1\nnodes: { a: { uses: shell }\n  ‸a\n', 'x', /error that must be mended/);
  });

  it('refuses a name that would mean something else', () => {
    const flow = `flow: 1
inputs: { day: text }
nodes:
  a: { uses: http, in: { date: b.body }, with: { url: "http://x/\${day}" } }
  b: { uses: http, with: { url: "http://y" } }
`;
    checkRename(mark('day: text', 1, flow), 'date', /already has an in-port "date"/);
  });

  it('shows the name that is asked about', () => {
    const { context, text, offset } = atCursor(mark('my_text}'));
    const target = renameTargetAt(context, offset);
    expect(target.ok && text.slice(target.span.start, target.span.end)).toBe('my_text');
  });
});
