import { describe, expect, it } from 'vitest';
import { changeBlocks } from '../../../src/flow/compare/changeBlocks.ts';
import { compareFlows } from '../../../src/flow/compare/compareFlows.ts';
import { comparisonSummary } from '../../../src/flow/compare/comparisonWords.ts';
import { marksOf } from '../../../src/flow/compare/flowComparison.ts';
import { linesOf, matchLines } from '../../../src/flow/compare/matchLines.ts';
import { plainFlow } from '../../../src/flow/compare/plainFlow.ts';
import { parseFlow } from '../../../src/flow/parse/parseFlow.ts';

const FLOW = `# Orders
flow: 1
inputs:
  day: { type: text, default: monday }
secrets: [TOKEN]
nodes:
  fetch:
    uses: http
    secrets: [TOKEN]
    with: { url: "https://example.com/\${day}" }
    in: { day: inputs.day }
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
outputs:
  total: total.value
groups:
  get: { title: Get, nodes: [fetch, rows] }
layout:
  fetch: [0, 0]
  rows: [300, 0]
`;

/** What a comparison says, as a person reads it. */
function changes(after: string, before = FLOW): string {
  const comparison = compareFlows(parseFlow(before), parseFlow(after));
  const lines = changeBlocks(comparison).flatMap((block) => [
    `${block.sign} ${block.what} ${block.earlierName === undefined ? '' : `${block.earlierName} → `}${block.name ?? ''} [${block.marks.join(', ')}]`,
    ...block.lines.map(({ sign, text }) => `    ${sign} ${text}`),
  ]);
  return [...lines, comparisonSummary(comparison)].join('\n');
}

describe('What a comparison says', () => {
  it('of a renamed node whose readers follow', () => {
    expect(changes(FLOW.replaceAll(/\bfetch\b/g, 'download'))).toBe(
      ['~ node fetch → download [renamed]', '1 node renamed'].join('\n'),
    );
  });

  it('of a chain of nodes that are all renamed', () => {
    const after = FLOW.replaceAll(/\bfetch\b/g, 'download')
      .replaceAll(/\brows\.value/g, 'parsed.value')
      .replaceAll(/^ {2}rows:/gm, '  parsed:')
      .replace(', rows]', ', parsed]');
    expect(changes(after)).toBe('~ node fetch → download [renamed]\n~ node rows → parsed [renamed]\n2 nodes renamed');
  });

  it('of nodes that have nothing in common: one is gone, one is new', () => {
    const after = FLOW.replace(/ {2}rows:\n.*\n.*\n/, '  other:\n    uses: delay\n    with: { for: 5s }\n');
    expect(changes(after)).toBe(`- node rows [removed]
    - in.text: fetch.body
+ node other [added]
    + with.for: 5s
1 node added, 1 removed`);
  });

  it('of lines of a script', () => {
    expect(changes(FLOW.replace('$sum($rows.price)', '$sum($rows.cost)')).split('\n')).toEqual([
      '~ node total [changed]',
      '    ~ with.expression:',
      '        (',
      '    -     $sum($rows.price)',
      '    +     $sum($rows.cost)',
      '        )',
      '1 node changed',
    ]);
  });

  it('of settings, inputs, secrets, outputs and groups', () => {
    const after = FLOW.replace('monday', 'sunday')
      .replace('secrets: [TOKEN]\nnodes', 'secrets: [TOKEN, OTHER]\nnodes')
      .replace('  total: total.value', '  sum: total.value')
      .replace('title: Get', 'title: Download')
      .replace('url:', 'method: POST, url:');
    expect(changes(after)).toBe(`~ input day [changed]
    ~ default: monday → sunday
+ secret OTHER [added]
~ output total → sum [renamed]
~ group get [changed]
    ~ title: Get → Download
~ node fetch [changed]
    + with.method: POST
1 node changed; inputs, secrets, outputs, groups changed`);
  });

  it('of a renamed input', () => {
    const after = FLOW.replace('  day: {', '  date: {').replace('inputs.day', 'inputs.date');
    expect(changes(after)).toBe('~ input day → date [renamed]\ninputs changed');
  });

  it('of positions: that is layout', () => {
    expect(changes(FLOW.replace('[300, 0]', '[300, 40]'))).toBe('Only the layout differs: 1 node moved');
  });

  it('of comments, quotes, braces and blank lines: that is formatting', () => {
    const after = FLOW.replace('# Orders', '# Orders of a day')
      .replace('in: { text: fetch.body }', 'in:\n      text: "fetch.body"\n')
      .replace('[fetch, rows]', '[rows, fetch]');
    expect(changes(after)).toBe('Only comments and formatting differ');
  });

  it('of the order of nodes, which decides between equals', () => {
    const after = FLOW.replace(/( {2}fetch:[\s\S]*?)( {2}rows:[\s\S]*?)(?= {2}total)/, '$2$1');
    expect(changes(after)).toBe('nodes stand in another order');
  });

  it('of keys that mean nothing to this build', () => {
    expect(changes(FLOW.replace('uses: json.parse', 'uses: json.parse\n    x-owner: me'))).toContain('+ x-owner: me');
    expect(changes(`${FLOW}x-team: data\n`)).toContain('+ x-team  [added]\n    + data');
  });

  it('of a version number in text, where 1.10 is not 1.1', () => {
    const versioned = FLOW.replace('uses: http', 'uses: http\n    env: { VERSION: 1.1 }');
    expect(changes(versioned.replace('1.1 ', '1.10 '), versioned)).toContain('~ env.VERSION: 1.1 → 1.10');
  });
});

describe('A node that changed and moved', () => {
  it('is told to have changed, with its position beside', () => {
    const after = FLOW.replace('[300, 0]', '[0, 9]').replace('text: fetch.body', 'text: fetch');
    const [change] = compareFlows(parseFlow(FLOW), parseFlow(after)).nodes;
    expect(change && marksOf(change)).toEqual(['rewired']);
    expect(change?.position).toEqual({ before: [300, 0], after: [0, 9] });
  });
});

describe('The plain text of a flow', () => {
  it('is the same for flows that say the same', () => {
    const other = FLOW.replace('# Orders', '')
      .replace('{ text: fetch.body }', '\n      text: fetch.body')
      .replace('[300, 0]', '[1, 1]');
    expect(plainFlow(parseFlow(other))).toBe(plainFlow(parseFlow(FLOW)));
  });

  it('reads as the flow that it is of', () => {
    expect(compareFlows(parseFlow(FLOW), parseFlow(plainFlow(parseFlow(FLOW)))).extent).toBe('layout');
  });
});

describe('Lines that two texts share', () => {
  it('are as many as can be, in order', () => {
    const left = linesOf('a\nb\nc\na\nb\nb\na\n');
    const right = linesOf('c\nb\na\nb\na\nc\n');
    const matches = matchLines(left, right);
    expect(matches).toHaveLength(4);
    for (const [l, r] of matches) expect(left[l]).toBe(right[r]);
  });

  it('are told with the last one unended', () => {
    expect(linesOf('a\n\nb')).toEqual(['a\n', '\n', 'b']);
    expect(matchLines(linesOf('a\nb'), linesOf('a\nb\n'))).toEqual([[0, 0]]);
  });
});
