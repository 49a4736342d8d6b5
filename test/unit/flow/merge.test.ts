import { describe, expect, it } from 'vitest';
import { mergedOrder } from '../../../src/flow/merge/mergedOrder.ts';
import { mergeFlows } from '../../../src/flow/merge/mergeFlows.ts';
import { mergeLines } from '../../../src/flow/merge/mergeLines.ts';

const BASE = `# Orders
flow: 1
nodes:
  fetch: # the source
    uses: http
    with: { url: "https://example.com" }
  rows:
    uses: json.parse
    in: { text: fetch.body }
  total:
    uses: transform
    in: { rows: rows.value }
    after: [fetch]
    with:
      expression: |
        (
          $sum($rows.price)
        )
layout:
  fetch: [0, 0]
  rows: [300, 0]
`;

const STYLE = { size: 7, ours: 'ours', theirs: 'theirs' };

function replaced(...pairs: readonly [from: string | RegExp, to: string][]): string {
  return pairs.reduce((text, [from, to]) => {
    expect(text).toMatch(from);
    return text.replace(from, to);
  }, BASE);
}

function merge(ours: string, theirs: string, base = BASE) {
  return mergeFlows({ base, ours, theirs }, STYLE);
}

describe('A merge of two sides', () => {
  it('holds changes of nodes that stand next to each other, with the comments of both', () => {
    const ours = replaced(['example.com', 'example.org'], ['# Orders', '# All orders']);
    const theirs = replaced(['uses: json.parse', 'uses: json.parse # strict']);
    const expected = ours.replace('uses: json.parse', 'uses: json.parse # strict');
    expect(merge(ours, theirs)).toEqual({ outcome: 'merged', text: expected });
  });

  it('holds nodes that both add at the end', () => {
    const ours = replaced(['layout:', '  mail:\n    uses: shell\n    with: { run: mail }\nlayout:']);
    const theirs = replaced([
      'layout:',
      '\n  # Their page\n  page:\n    uses: template\n    with: { template: hi }\nlayout:',
    ]);
    expect(merge(ours, theirs)).toEqual({
      outcome: 'merged',
      text: BASE.replace(
        'layout:',
        '  mail:\n    uses: shell\n    with: { run: mail }\n\n  # Their page\n  page:\n    uses: template\n    with: { template: hi }\nlayout:',
      ),
    });
  });

  it('holds settings that both add in one pair of braces, and wires that both add', () => {
    const ours = replaced(
      ['{ url', '{ method: POST, url'],
      ['{ rows: rows.value }', '{ rows: rows.value, body: fetch.body }'],
    );
    const theirs = replaced(
      ['.com" }', '.com", expect: [200] }'],
      ['{ rows: rows.value }', '{ rows: rows, code: fetch.status }'],
    );
    const result = merge(ours, theirs);
    expect(result).toMatchObject({ outcome: 'merged' });
    expect('text' in result && result.text).toContain(
      'with: { method: POST, url: "https://example.com", expect: [200] }',
    );
    expect('text' in result && result.text).toContain('in: { rows: rows, body: fetch.body, code: fetch.status }');
  });

  it('takes a rename from one side and the wire that the other added to the renamed node', () => {
    const ours = BASE.replaceAll('fetch', 'download');
    const theirs = replaced([
      'layout:',
      '  log:\n    uses: shell\n    in: { text: fetch.body }\n    with: { run: cat }\nlayout:',
    ]);
    const expected = theirs.replaceAll('fetch', 'download');
    expect(merge(ours, theirs)).toEqual({ outcome: 'merged', text: expected });
    expect(merge(theirs, ours)).toEqual({ outcome: 'merged', text: expected });
  });

  it('holds what both add to a list of names', () => {
    const result = merge(replaced(['[fetch]', '[fetch, rows]']), replaced(['after: [fetch]', 'after: [other]']));
    expect(result).toMatchObject({ outcome: 'merged' });
    expect('text' in result && result.text).toContain('after: [rows, other]');
  });

  it('never quarrels over where a node is drawn: ours stays', () => {
    const ours = replaced(['[300, 0]', '[300, 10]']);
    const theirs = replaced(['[300, 0]', '[999, 9]'], ['[0, 0]', '[5, 5]']);
    expect(merge(ours, theirs)).toEqual({ outcome: 'merged', text: ours.replace('[0, 0]', '[5, 5]') });
  });

  it('marks a setting that both changed, and nothing else', () => {
    const ours = replaced(['example.com', 'example.org']);
    const theirs = replaced(['example.com', 'example.net'], ['uses: transform', 'uses: template']);
    expect(merge(ours, theirs)).toEqual({
      outcome: 'conflicts',
      conflicts: 1,
      text: theirs.replace(
        /( {4}with: \{ url: "https:\/\/example\.)net(" \}\n)/,
        '<<<<<<< ours\n$1org$2=======\n$1net$2>>>>>>> theirs\n',
      ),
    });
  });

  it('merges lines of a script, and marks those that both changed', () => {
    const ours = replaced(['        (\n', '        (\n          $first := 1;\n']);
    const theirs = replaced(['        )\n', '        ) & "!"\n']);
    expect(merge(ours, theirs)).toEqual({
      outcome: 'merged',
      text: ours.replace('        )\n', '        ) & "!"\n'),
    });
    const clash = merge(replaced(['.price', '.cost']), replaced(['.price', '.net']));
    expect(clash).toMatchObject({ outcome: 'conflicts', conflicts: 1 });
    expect('text' in clash && clash.text).toContain(
      '        (\n<<<<<<< ours\n          $sum($rows.cost)\n=======\n          $sum($rows.net)\n>>>>>>> theirs\n        )\n',
    );
  });

  it('marks a node that one side removed and the other changed', () => {
    const ours = replaced([/ {2}total:[\s\S]*?(?=layout)/, '']);
    const theirs = replaced(['$rows.price', '$rows.cost']);
    const result = merge(ours, theirs);
    expect(result).toMatchObject({ outcome: 'conflicts', conflicts: 1 });
    expect('text' in result && result.text).toMatch(
      /<<<<<<< ours\n=======\n {2}total:\n[\s\S]*cost[\s\S]*>>>>>>> theirs\nlayout:/,
    );
  });

  it('marks a node that one side removed and the other wired to', () => {
    const ours = replaced([/ {2}total:[\s\S]*?(?=layout)/, '']);
    const theirs = replaced([
      'layout:',
      '  mail:\n    uses: shell\n    in: { text: total.value }\n    with: { run: cat }\nlayout:',
    ]);
    expect(merge(ours, theirs)).toMatchObject({ outcome: 'conflicts', conflicts: 1 });
  });

  it('lets a node go that one side removed and the other left alone', () => {
    const ours = replaced([/ {2}total:[\s\S]*?(?=layout)/, '']);
    const theirs = replaced(['example.com', 'example.org']);
    expect(merge(ours, theirs)).toEqual({ outcome: 'merged', text: ours.replace('example.com', 'example.org') });
    expect(merge(theirs, ours)).toEqual({ outcome: 'merged', text: ours.replace('example.com', 'example.org') });
  });

  it('marks two different nodes of one id', () => {
    const added = (uses: string): string => replaced(['layout:', `  extra:\n    uses: ${uses}\nlayout:`]);
    expect(merge(added('delay'), added('merge'))).toMatchObject({ outcome: 'conflicts', conflicts: 1 });
    expect(merge(added('delay'), added('delay'))).toEqual({ outcome: 'merged', text: added('delay') });
  });

  it('says when two wires make a cycle that neither side has', () => {
    const ours = replaced(['with: { url', 'after: [rows]\n    with: { url'], ['in: { text: fetch.body }', 'with: {}']);
    const theirs = replaced(['in: { text: fetch.body }', 'in: { text: fetch.body }\n    after: [fetch]']);
    const result = merge(ours, theirs);
    expect(result).toMatchObject({ outcome: 'unsound' });
    expect('problems' in result && result.problems.join()).toMatch(/cycle|each other|itself/i);
  });

  it('keeps Windows line ends and a missing last one', () => {
    const windows = (text: string): string => text.replaceAll('\n', '\r\n').replace(/\r\n$/, '');
    const ours = replaced(['example.com', 'example.org']);
    const theirs = replaced(['uses: json.parse', 'uses: csv.parse']);
    const expected = windows(ours.replace('json.parse', 'csv.parse'));
    expect(merge(windows(ours), windows(theirs), windows(BASE))).toEqual({ outcome: 'merged', text: expected });
    expect(merge(windows(ours), theirs)).toEqual({ outcome: 'merged', text: expected });
  });

  it('holds a section that both add', () => {
    const result = merge(`${BASE}outputs:\n  a: total\n`, `${BASE}outputs:\n  b: rows\n`);
    expect(result).toEqual({ outcome: 'merged', text: `${BASE}outputs:\n  a: total\n  b: rows\n` });
  });

  it('follows a new order of nodes', () => {
    const theirs = replaced([/( {2}fetch:[\s\S]*?)( {2}rows:[\s\S]*?)(?= {2}total)/, '$2$1']);
    const ours = replaced(['uses: json.parse', 'uses: csv.parse']);
    expect(merge(ours, theirs)).toEqual({ outcome: 'merged', text: theirs.replace('json.parse', 'csv.parse') });
  });

  it('leaves to lines what is no flow, or has a node with two new names', () => {
    expect(merge('nodes: {', BASE.replace('Orders', 'x'))).toMatchObject({ outcome: 'undecided' });
    expect(merge(BASE.replaceAll('total', 'sum'), BASE.replaceAll('total', 'all'))).toMatchObject({
      outcome: 'undecided',
    });
  });
});

describe('Merged lines', () => {
  it('are those of both where a line between is unchanged', () => {
    expect(mergeLines('a\nb\nc\n', 'A\nb\nc\n', 'a\nb\nC\n').join('')).toBe('A\nb\nC\n');
  });

  it('mark only what differs', () => {
    expect(mergeLines('a\nb\n', 'a\nx\n1\ny\nb\n', 'a\nx\n2\ny\nb\n')).toEqual([
      'a\n',
      'x\n',
      { ours: '1\n', theirs: '2\n' },
      'y\n',
      'b\n',
    ]);
  });
});

describe('The order of merged keys', () => {
  it('puts what both add in one place behind each other, ours first', () => {
    expect(mergedOrder(['a', 'b'], ['a', 'x', 'b'], ['a', 'y', 'b', 'z'])).toEqual(['a', 'x', 'y', 'b', 'z']);
    expect(mergedOrder([], ['x'], ['y'])).toEqual(['x', 'y']);
  });

  it('is the new one of the side that changed it', () => {
    expect(mergedOrder(['a', 'b', 'c'], ['a', 'x', 'b', 'c'], ['c', 'b', 'a'])).toEqual(['c', 'x', 'b', 'a']);
    expect(mergedOrder(['a', 'b'], ['b', 'a'], ['a', 'b'])).toEqual(['b', 'a']);
  });
});
