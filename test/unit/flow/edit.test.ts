import { describe, expect, it } from 'vitest';
import { applyTextEdits } from '../../../src/flow/edit/applyTextEdits.ts';
import type { FlowEdit } from '../../../src/flow/edit/flowEdit.ts';
import { planEdits } from '../../../src/flow/edit/planEdits.ts';
import type { JsonValue } from '../../../src/flow/model.ts';
import { parseFlow } from '../../../src/flow/parse/parseFlow.ts';
import { fixture } from './support/fixtures.ts';

/** The text after one gesture; the refusal in angle brackets when there is one. */
function after(text: string, ...edits: readonly FlowEdit[]): string {
  const result = planEdits(parseFlow(text), edits);
  return result.ok ? applyTextEdits(text, result.edits) : `<${result.refusal.message}>`;
}

/** What a gesture changes, as the lines that go and the lines that come. */
function changes(text: string, ...edits: readonly FlowEdit[]): string {
  const before = text.split('\n');
  const now = after(text, ...edits).split('\n');
  let head = 0;
  while (head < Math.min(before.length, now.length) && before[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < Math.min(before.length, now.length) - head && before.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  const gone = before.slice(head, before.length - tail).map((line) => `-${line}`);
  const come = now.slice(head, now.length - tail).map((line) => `+${line}`);
  return [...gone, ...come].join('\n');
}

const from = (node: string, port?: string) => ({ from: 'node' as const, node, ...(port ? { port } : {}) });
const set = (path: string, value: JsonValue | undefined): FlowEdit => ({
  type: 'setValue',
  path: path.split('/').map((step) => (/^\d+$/.test(step) ? Number(step) : step)),
  value,
});

const SMALL = `flow: 1
nodes:
  a:
    uses: constant
    with:
      value: 1

  b:
    uses: shell
    in:
      x: a.value # one
    with:
      run: |
        echo one
        echo two

layout:
  a: [0, 0]
`;

describe('addNode', () => {
  it('writes like the rest of the file', () => {
    expect(
      changes(SMALL, {
        type: 'addNode',
        id: 'c',
        uses: 'shell',
        with: { run: 'a\nb\n', exitCodes: [0, 1] },
        in: { x: from('b'), y: [from('a', 'value')] },
        position: [9.6, -3],
      }),
    ).toBe(`-layout:
-  a: [0, 0]
+  c:
+    uses: shell
+    in:
+      x: b
+      y: [a.value]
+    with:
+      run: |
+        a
+        b
+      exitCodes: [0, 1]
+
+layout:
+  a: [0, 0]
+  c: [10, -3]`);
  });

  it('starts an empty file, and one with comments only', () => {
    const edit: FlowEdit = { type: 'addNode', id: 'a', uses: 'shell', with: { run: 'true' }, position: [0, 0] };
    expect(after('', edit)).toBe(
      'flow: 1\n\nnodes:\n  a:\n    uses: shell\n    with:\n      run: "true"\n\nlayout:\n  a: [0, 0]\n',
    );
    expect(after('# mine\n', { type: 'addNode', id: 'a', uses: 'merge' })).toBe(
      '# mine\n\nflow: 1\n\nnodes:\n  a:\n    uses: merge\n',
    );
  });

  it('puts "nodes" where the format has it', () => {
    expect(after('flow: 1\noutputs: {}\n', { type: 'addNode', id: 'a', uses: 'merge' })).toBe(
      'flow: 1\n\nnodes:\n  a:\n    uses: merge\noutputs: {}\n',
    );
  });

  it('stays in braces where the nodes are', () => {
    expect(
      changes(fixture('flow-style'), { type: 'addNode', id: 'd', uses: 'merge', in: { items: [from('first')] } }),
    ).toBe('+  d: { uses: merge, in: { items: [first] } },');
    expect(after(fixture('one-line'), { type: 'addNode', id: 'd', uses: 'merge', position: [1, 2] })).toBe(
      '{flow: 1, name: One line, nodes: {first: {uses: constant, with: {value: 1}}, second: {uses: shell, in: {n: first}, with: {run: echo}}, d: {uses: merge}}, layout: {first: [0,0], d: [1, 2]}}\n',
    );
  });

  it('keeps a file without a final newline without one', () => {
    expect(after(fixture('crlf-no-final-newline'), { type: 'addNode', id: 'd', uses: 'merge' })).toBe(
      `${fixture('crlf-no-final-newline')}\r\n  d:\r\n    uses: merge`,
    );
  });
});

describe('deleteNodes', () => {
  it('takes everything along that names the node', () => {
    expect(after(fixture('wires'), { type: 'deleteNodes', ids: ['c', 'd'] })).toBe(`flow: 1
inputs: { day: text }
nodes:
  a: { uses: constant, with: { value: 1 } }
  b: { uses: constant, with: { value: 2 } }
  e:
    uses: shell
    after: a
    with:
      run: echo
groups:
  one:
    title: One
    nodes: [a, b]
  two:
    nodes:
      - e
outputs:
  s: e
`);
  });

  it('takes single wires out of lists', () => {
    expect(changes(fixture('wires'), { type: 'deleteNodes', ids: ['b'] })).toContain('+        - inputs.day');
    const text = after(fixture('wires'), { type: 'deleteNodes', ids: ['b'] });
    expect(text).toContain('      items:\n        # the first\n        - a\n        - inputs.day\n      solo: [ a ]');
    expect(text).toContain('    after: [a,\n      c]\n    in: { x: c, y: a.value }');
    expect(text).toContain('    nodes: [a]');
  });

  it('leaves comments of others alone', () => {
    expect(changes(fixture('comments'), { type: 'deleteNodes', ids: ['third'] })).toBe(`-  third:
-    uses: merge
-    in:
-      items: [first, second.stdout] # list`);
  });
});

describe('renameNode', () => {
  it('is followed by every place that names the node', () => {
    const text = after(fixture('wires'), { type: 'renameNode', id: 'c', newId: 'sum' });
    expect(text).toBe(
      fixture('wires')
        .replace('  c:\n', '  sum:\n')
        .replace('not c.value', 'not sum.value')
        .replace('      c]', '      sum]')
        .replace('x: c,', 'x: sum,')
        .replace('      - c\n', '      - sum\n')
        .replace('r: c.value', 'r: sum.value'),
    );
  });

  it('keeps quotes', () => {
    expect(after(fixture('quoted'), { type: 'renameNode', id: 'first', newId: 'null' })).toBe(
      fixture('quoted')
        .replace('"first":\n    ', '"null":\n    ')
        .replace("'first.value'", "'null.value'")
        .replace("'not first.value'", "'not null.value'")
        .replace('["first"]', '["null"]')
        .replace('"b": first', `"b": 'null'`)
        .replace('"first": [', '"null": ['),
    );
  });

  it.each([
    ['b', 'There already is a node "b".'],
    ['9', '"9" cannot be an id. Ids start with a letter or _, then letters, digits, _ and - follow.'],
    ['inputs', '"inputs" cannot be an id: wires from the flow\'s inputs start with it.'],
  ])('to %s is refused', (newId, message) => {
    expect(after(SMALL, { type: 'renameNode', id: 'a', newId })).toBe(`<${message}>`);
  });
});

describe('connect and disconnect', () => {
  it('change the wire and keep the comment', () => {
    expect(
      changes(SMALL, { type: 'connect', node: 'b', port: 'x', source: { from: 'node', node: 'b', port: 'stderr' } }),
    ).toBe('-      x: a.value # one\n+      x: b.stderr # one');
    expect(changes(SMALL, { type: 'connect', node: 'b', port: 'y', source: from('a') })).toBe('+      y: a');
    expect(changes(SMALL, { type: 'disconnect', node: 'b', port: 'x' })).toBe('-    in:\n-      x: a.value # one');
  });

  it('append to lists in either style', () => {
    const append = (node: string, port: string): FlowEdit => ({
      type: 'connect',
      node,
      port,
      source: from('e', 'stdout'),
      append: true,
    });
    expect(changes(fixture('wires'), append('c', 'items'))).toBe('+        - e.stdout');
    expect(changes(fixture('wires'), append('c', 'solo'))).toBe('-      solo: [ a ]\n+      solo: [ a, e.stdout ]');
    expect(changes(fixture('wires'), append('e', 'x'))).toBe('-      x: d.stdout\n+      x: [d.stdout, e.stdout]');
    expect(
      changes(fixture('wires'), { type: 'disconnect', node: 'c', port: 'items', source: from('b', 'value') }),
    ).toBe('-        - b.value # the second');
  });

  it('refuse what is not there', () => {
    expect(after(SMALL, { type: 'connect', node: 'b', port: 'x', source: from('zz') })).toBe(
      '<There is no node "zz" to connect from.>',
    );
    expect(after(SMALL, { type: 'connect', node: 'b', port: 'x', source: { from: 'input', input: 'day' } })).toBe(
      '<The flow has no input "day".>',
    );
    expect(after(SMALL, { type: 'connect', node: 'zz', port: 'x', source: from('a') })).toBe(
      '<There is no node "zz" to connect to.>',
    );
  });
});

describe('setValue', () => {
  it.each<[path: string, value: JsonValue | undefined, expected: string]>([
    ['nodes/a/with/value', 2, '-      value: 1\n+      value: 2'],
    ['nodes/a/with/value', 'yes', '-      value: 1\n+      value: yes'],
    ['nodes/a/with/value', 'true', '-      value: 1\n+      value: "true"'],
    ['nodes/a/with/value', '2026-11-20', '-      value: 1\n+      value: "2026-11-20"'],
    ['nodes/a/with/value', 'a: b', '-      value: 1\n+      value: "a: b"'],
    ['nodes/a/with/value', '', '-      value: 1\n+      value: ""'],
    ['nodes/a/with/value', 'a\nb', '-      value: 1\n+      value: |-\n+        a\n+        b'],
    ['nodes/a/with/value', ['x', 1], '-      value: 1\n+      value: [x, 1]'],
    ['nodes/a/with/value', { k: { l: [] } }, '-      value: 1\n+      value:\n+        k:\n+          l: []'],
    ['nodes/a/with/value', undefined, '-    with:\n-      value: 1'],
    ['nodes/a/with/other', true, '+      other: true'],
    ['nodes/b/with/run', 'echo one\necho 2\n', '-        echo two\n+        echo 2'],
    ['nodes/b/with/run', 'echo one\necho two', '-      run: |\n+      run: |-'],
    ['nodes/b/with/run', '', '-      run: |\n-        echo one\n-        echo two\n+      run: ""'],
    ['nodes/b/timeout', '30s', '+    timeout: 30s'],
    ['nodes/b/name', 'Second', '+    name: Second'],
    ['nodes/b/retry/attempts', 2, '+    retry:\n+      attempts: 2'],
    ['nodes/b/after', ['a'], '+    after: [a]'],
    ['name', 'Small', '+name: Small'],
    ['groups/g', { title: 'G', nodes: ['a'] }, '+groups:\n+  g:\n+    title: G\n+    nodes: [a]\n+'],
  ])('%s to %j', (path, value, expected) => {
    expect(changes(SMALL, set(path, value))).toBe(expected);
  });

  it('keeps the style of what is there', () => {
    expect(changes(fixture('quoted'), set('nodes/second/uses', 'exec'))).toBe(
      `-    "uses": 'shell'\n+    "uses": 'exec'`,
    );
    expect(changes(fixture('long-blocks'), set('nodes/kept/with/run', 'echo 1\n\n\n'))).toBe(
      '-        echo one\n+        echo 1',
    );
    expect(changes(fixture('long-blocks'), set('nodes/explicit/with/run', '    four\n'))).toBe(
      '-          two spaces first\n-        then none\n+            four',
    );
    expect(changes(fixture('crlf-blocks'), set('nodes/stripped/with/run', 'echo one\necho 2'))).toBe(
      '-        echo two\r\n+        echo 2\r',
    );
    expect(changes(fixture('indent3'), set('nodes/second/with/run', 'echo deep\n'))).toBe(
      '-                        more',
    );
    expect(changes(fixture('indent8'), set('nodes/second/timeout', '1s'))).toBe('+                timeout: 1s');
    expect(changes(fixture('indent8'), set('nodes/second/with/args', ['log', '--oneline', '-n', '${n}']))).toBe(
      '+                                - -n',
    );
    expect(changes(fixture('indent8'), set('nodes/second/with/args', ['log', '${n}']))).toBe(
      '-                                - --oneline',
    );
    expect(changes(fixture('nested-lists'), set('nodes/b/with/args/1', 'two'))).toBe('-    "two, three",\n+    "two",');
    expect(changes(fixture('comments'), set('nodes/first/with/value', 2))).toBe(
      '-      value: 1 # one\n+      value: 2 # one',
    );
    expect(changes('flow: 1\nname: # none yet\n', set('name', 'a\nb\n'))).toBe(
      '-name: # none yet\n+name: | # none yet\n+  a\n+  b',
    );
  });

  it('refuses to change what other places share', () => {
    const shared = after(fixture('anchors'), set('nodes/second/env/LANG', 'de'));
    expect(shared).toBe('<"LANG" comes from an anchor that other places share; change it in the text.>');
    expect(after(fixture('anchors'), set('nodes/second/retry', 1))).toMatch(/^<.*anchor.*>$/);
    expect(after(fixture('anchors'), { type: 'deleteNodes', ids: ['second'] })).toMatch(/^<.*in the text\.>$/);
  });

  it('refuses to change a text that blank lines would become a part of', () => {
    const script =
      'flow: 1\nnodes:\n  a:\n    uses: shell\n    with:\n      run: |+\n        echo\n    timeout: 30s\n\n\n';
    expect(after(script, set('nodes/a/timeout', undefined))).toMatch(/^<.*in the text\.>$/);
    expect(changes(script, set('nodes/a/timeout', '40s'))).toBe('-    timeout: 30s\n+    timeout: 40s');
    expect(changes(script.replace('|+', '|'), set('nodes/a/timeout', undefined))).toBe('-    timeout: 30s');
  });

  it('takes an item out of the middle of a list', () => {
    const list =
      'flow: 1\nnodes:\n  a:\n    uses: merge\n    in:\n      items:\n        - b\n        - c\n        - d\n';
    expect(changes(list, set('nodes/a/in/items/1', undefined))).toBe('-        - c');
    expect(changes('flow: 1\nsecrets: [A, B, C]\nnodes: {}\n', set('secrets/0', undefined))).toBe(
      '-secrets: [A, B, C]\n+secrets: [B, C]',
    );
  });
});

describe('move', () => {
  it('touches numbers only', () => {
    expect(changes(fixture('indent1'), { type: 'move', positions: { first: [0, 10], second: [1, 3] } })).toBe(
      '- first: [ 0,0 ]\n- second: [1 , 2]\n+ first: [ 0,10 ]\n+ second: [1 , 3]',
    );
    expect(changes(SMALL, { type: 'move', positions: { b: [1, 1] } })).toBe('+  b: [1, 1]');
    expect(after(SMALL, { type: 'move', positions: { a: [0, 0] } })).toBe(SMALL);
  });

  it('puts new positions at the end of the file', () => {
    expect(after('flow: 1\nnodes: { a: { uses: merge } }\n# end\n', { type: 'move', positions: { a: [1, 2] } })).toBe(
      'flow: 1\nnodes: { a: { uses: merge } }\n# end\n\nlayout:\n  a: [1, 2]\n',
    );
  });
});

describe('duplicateNodes', () => {
  it('copies text and comments, and wires among the copies', () => {
    expect(after(SMALL, { type: 'duplicateNodes', ids: ['a', 'b'], newIds: ['a_2', 'b_2'], offset: [40, 40] })).toBe(
      SMALL.replace(
        '\n\nlayout:\n  a: [0, 0]\n',
        '\n\n  a_2:\n    uses: constant\n    with:\n      value: 1\n\n  b_2:\n    uses: shell\n    in:\n      x: a_2.value # one\n    with:\n      run: |\n        echo one\n        echo two\n\nlayout:\n  a: [0, 0]\n  a_2: [40, 40]\n',
      ),
    );
  });
});

describe('planEdits', () => {
  it('makes one gesture of several edits, of which later ones build on earlier ones', () => {
    expect(
      changes(
        SMALL,
        { type: 'addNode', id: 'c', uses: 'shell' },
        { type: 'connect', node: 'c', port: 'x', source: from('b') },
        { type: 'renameNode', id: 'b', newId: 'bee' },
        { type: 'deleteNodes', ids: ['a'] },
      ),
    ).toBe(`-  a:
-    uses: constant
-    with:
-      value: 1
-
-  b:
-    uses: shell
-    in:
-      x: a.value # one
-    with:
-      run: |
-        echo one
-        echo two
-
-layout:
-  a: [0, 0]
+  bee:
+    uses: shell
+    with:
+      run: |
+        echo one
+        echo two
+
+  c:
+    uses: shell
+    in:
+      x: bee`);
  });

  it('changes nothing at all when one edit is refused, or when the text is broken', () => {
    const result = planEdits(parseFlow(SMALL), [
      { type: 'addNode', id: 'c', uses: 'merge' },
      { type: 'renameNode', id: 'c', newId: 'a' },
    ]);
    expect(result).toEqual({ ok: false, refusal: { message: 'There already is a node "a".' } });
    expect(after('nodes: [', { type: 'addNode', id: 'c', uses: 'merge' })).toBe(
      '<The text has an error that must be mended before the graph can be changed.>',
    );
  });

  it('leaves braces, lists and texts alone that stand where a map should', () => {
    expect(after('flow: 1\nnodes: [a]\n', { type: 'addNode', id: 'c', uses: 'merge' })).toMatch(/^<.*text\.>$/);
    expect(after('flow: 1\nlayout: text\nnodes: { a: {} }\n', { type: 'move', positions: { a: [0, 0] } })).toMatch(
      /^<.*text\.>$/,
    );
    expect(after(SMALL, set('nodes/a/uses/deep', 1))).toMatch(/^<There is no place for "nodes\.a\.uses\.deep"/);
  });
});
