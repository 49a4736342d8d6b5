import { describe, expect, it } from 'vitest';
import { applyTextEdits } from '../../../src/flow/edit/applyTextEdits.ts';
import { copyNodes } from '../../../src/flow/edit/copyNodes.ts';
import type { FlowEdit } from '../../../src/flow/edit/flowEdit.ts';
import { planEdits } from '../../../src/flow/edit/planEdits.ts';
import { isRefusal } from '../../../src/flow/edit/refusal.ts';
import { parseFlow } from '../../../src/flow/parse/parseFlow.ts';

const FLOW = `flow: 1
nodes:
  read: # the source
    uses: file.read
    with: { path: a.csv }
  table:
    uses: csv.parse
    in: { text: read.text }
  # above the last
  show:
    uses: shell
    in: { rows: table.rows, raw: read.text }
    after: [read, table]
    when: read.text
    with:
      run: |
        echo "$rows"
          indented
layout:
  read: [0, 0]
`;

function copied(ids: readonly string[], text = FLOW): string {
  const result = copyNodes(parseFlow(text), ids, { table: [300, 0], show: [600, 40] });
  return isRefusal(result) ? `<${result.message}>` : result;
}

function pasted(target: string, text: string, at?: readonly [number, number]): string {
  const edit: FlowEdit = { type: 'pasteNodes', text, ...(at && { at }) };
  const result = planEdits(parseFlow(target), [edit]);
  return result.ok ? applyTextEdits(target, result.edits) : `<${result.refusal.message}>`;
}

describe('copyNodes', () => {
  it('gives the text of the nodes with the wires among them and their places', () => {
    expect(copied(['show', 'table'])).toBe(`flow: 1
nodes:
  table:
    uses: csv.parse
  show:
    uses: shell
    in: { rows: table.rows }
    after: [table]
    with:
      run: |
        echo "$rows"
          indented

layout:
  table: [300, 0]
  show: [600, 40]
`);
  });

  it('keeps comments', () => {
    expect(copied(['read'])).toContain('read: # the source');
  });

  it('refuses nodes whose text is shared', () => {
    const shared = 'flow: 1\nnodes:\n  a: &a { uses: shell, with: { run: x } }\n  b: *a\n';
    expect(copied(['b'], shared)).toMatch(/^<These nodes share text/);
  });
});

describe('pasteNodes', () => {
  it('adds nodes in the manner of the file, with ids that are free and the wires among them', () => {
    const target = 'flow: 1\r\nnodes:\r\n    table:\r\n        uses: constant\r\n';
    const result = pasted(target, copied(['table', 'show']));
    expect(result.startsWith(target)).toBe(true);
    expect(result).not.toMatch(/(?<!\r)\n/);
    const { model } = parseFlow(result);
    expect(model.nodes.map(({ id }) => id)).toEqual(['table', 'table_2', 'show']);
    expect(model.nodes[2]?.in).toMatchObject([{ port: 'rows', sources: [{ node: 'table_2', port: 'rows' }] }]);
    expect(model.nodes[2]?.with['run']).toBe('echo "$rows"\n  indented\n');
    expect(result).toContain('\r\n    show:\r\n');
  });

  it('puts the middle of what is pasted at a place', () => {
    const { model } = parseFlow(pasted('flow: 1\n', copied(['table', 'show']), [1000, 500]));
    expect([...model.layout]).toEqual([
      ['table', [850, 480]],
      ['show', [1150, 520]],
    ]);
  });

  it('stands a little aside of what is there already', () => {
    const once = pasted('flow: 1\n', copied(['table']), [10, 10]);
    const twice = parseFlow(pasted(once, copied(['table']), [10, 10]));
    expect(twice.model.layout.get('table_2')).toEqual([34, 34]);
  });

  it('takes lines of nodes without anything around them', () => {
    const lines = 'a:\n  uses: shell\n  with: { run: x }\n\nb:\n  uses: shell\n  in: { x: a }\n';
    const { model } = parseFlow(pasted(FLOW, lines));
    expect(model.nodes.slice(-2).map(({ id, uses }) => [id, uses])).toEqual([
      ['a', 'shell'],
      ['b', 'shell'],
    ]);
  });

  it('writes into braces what the file has in braces', () => {
    const target = 'flow: 1\nnodes: { table: { uses: constant } }\n';
    expect(pasted(target, copied(['table']))).toContain('table: { uses: constant }, table_2: { uses: csv.parse } }');
  });

  it('begins an empty file', () => {
    expect(parseFlow(pasted('', copied(['table', 'show']))).model).toMatchObject({ formatVersion: 1 });
  });

  it.each(['', 'hello', 'a: b', '- 1', 'uses: shell', '{{{ uses: x', 'name: x\nuses: y\n'])('refuses %j', (text) => {
    expect(pasted(FLOW, text)).toBe('<What was copied is no node of a flow.>');
  });
});
