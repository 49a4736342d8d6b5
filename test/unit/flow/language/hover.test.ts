import { describe, expect, it } from 'vitest';
import { hoverAt } from '../../../../src/flow/language/hover.ts';
import { emptyRun } from '../../../../src/flow/run/fold.ts';
import type { NodeSnapshot, RunSnapshot } from '../../../../src/flow/run/snapshot.ts';
import { atCursor } from './support.ts';

/** Checks the text that a hover is about and that it says certain things; `undefined` when there is none. */
function check(
  marked: string,
  about: string | undefined,
  says: readonly (string | RegExp)[] = [],
  run?: RunSnapshot,
): void {
  const { context, text, offset } = atCursor(marked);
  const hover = hoverAt(context, offset, run);
  expect(hover && text.slice(hover.span.start, hover.span.end)).toBe(about);
  const contents = hover?.contents.join('\n\n') ?? '';
  for (const words of says) expect(contents).toMatch(words);
}

const FLOW = `flow: 1
inputs: { day: { type: text, default: today, description: Day to *report* } }
secrets: [TOKEN]
defaults: { resources: { gpu: 2 } }
nodes:
  read: { uses: file.read, with: { path: a.csv } }
  rows:
    uses: csv.parse
    in: { text: read.content }
    retry: { attempts: 2 }
    resources: { gpu: 1 }
  go:
    uses: shell
    in: { data: rows.rows, day: inputs.day }
    onError: ignore
    with:
      run: |
        echo "$data"
`;

/** The flow with the cursor before the first place of `at` behind `after`. */
function mark(at: string, after = ''): string {
  const from = FLOW.indexOf(after) + after.length;
  const place = FLOW.indexOf(at, from);
  return `${FLOW.slice(0, place)}‸${FLOW.slice(place)}`;
}

function ran(node: Partial<NodeSnapshot> & { readonly id: string }): RunSnapshot {
  const base = { state: 'succeeded', attempt: 1, logTail: [], droppedLogBytes: 0, outputs: [] } as const;
  return { ...emptyRun('r'), nodes: new Map([[node.id, { ...base, ...node }]]) };
}

describe('Hover', () => {
  it('explains keys of the top level, of a node, of policies and of a kind', () => {
    check(mark('flow: 1'), 'flow', ['version of the format']);
    check(mark('retry'), 'retry', ['Further attempts']);
    check(mark('attempts'), 'attempts', ['after the first failure']);
    check(mark('run: |'), 'run', ['shell code', 'needed', 'FLOW_OUTPUT']);
    check(mark('path'), 'path', ['Path relative to the working folder']);
  });

  it('explains kinds with their ports and settings', () => {
    check(mark('csv.parse'), 'csv.parse', ['Parse CSV', '`text` text, **needed**', 'delimiter', '`rows` table, main']);
  });

  it('explains choices', () => {
    check(mark('ignore'), 'ignore', ['outputs are null']);
  });

  it('tells what nodes, ports, inputs, secrets and resources are', () => {
    check(mark('rows:'), 'rows', [/csv\.parse/]);
    check(mark('text', 'in: { '), 'text', ['in-port `text` from `read.content`', 'CSV text']);
    check(mark('content'), 'content', ['read.content', '`any`']);
    check(mark('read.content'), 'read', ['file.read', 'a.csv']);
    check(mark('day', 'inputs.'), 'day', ['input `text`', /Day to \\\*report/, 'Default: `"today"`']);
    check(mark('TOKEN'), 'TOKEN', ['never in this file']);
    check(mark('gpu', 'resources: { gpu: 2 '), 'gpu', ['There is 2 of it', '1 node needs']);
    check(mark('data"'), 'data', ['in-port', '`rows.rows`']);
  });

  it('shows the last value of a source and how long it took', () => {
    const rows = Array.from({ length: 1_204 }, (_, id) => ({ id }));
    const run = ran({ id: 'rows', durationMs: 1_200, outputs: [{ port: 'rows', type: 'table', value: rows }] });
    check(mark('rows,', 'data: rows.'), 'rows', ['succeeded in 1.2 s', '1,204 rows', '```json', '…'], run);
    check(mark('data:'), 'data', ['1,204 rows'], run);
    check(mark('rows:'), 'rows', ['Last run: succeeded', '`rows` `1,204 rows`'], run);
    const failed = ran({ id: 'rows', state: 'timed-out', failure: { code: 'timeout', message: 'It took `too` long' } });
    check(mark('rows:'), 'rows', ['timed out', '``It took `too` long``'], failed);
  });

  it('shows what a stored value is', () => {
    const reference = { digest: 'd', size: 3_200_000, mediaType: 'text/csv', preview: 'a,b\n1,2', path: 'p' };
    const run = ran({ id: 'read', outputs: [{ port: 'content', type: 'text', reference }] });
    check(mark('content'), 'content', ['3.2 MB text/csv', '```text\na,b'], run);
  });

  it('says nothing of free text, comments and blank space', () => {
    check('# no‸te\nflow: 1\n', undefined);
    check('flow: 1\nname: My f‸low\n', undefined);
    check('flow: 1\n\n‸\nname: x\n', undefined);
  });
});
