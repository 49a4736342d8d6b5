import { describe, expect, it } from 'vitest';
import { accepted, offered } from './support.ts';

/** Checks what is offered at the cursor: everything, or with `…` at the end at least this, in this order. */
function check(marked: string, labels: readonly string[], after?: readonly [label: string, text: string]): void {
  const found = offered(marked).items.map((item) => item.label);
  if (labels.at(-1) === '…') expect(found.filter((label) => labels.includes(label))).toEqual(labels.slice(0, -1));
  else expect(found).toEqual(labels);
  if (after) expect(accepted(marked, after[0])).toBe(after[1]);
}

const NODES = `flow: 1
inputs:
  day: { type: text }
  count: number
secrets: [TOKEN, OTHER]
nodes:
  read:
    uses: file.read
    with: { path: a.csv }
  rows:
    uses: csv.parse
    in: { text: read.content }
`;

describe('Completion of keys', () => {
  it('offers the keys of the top level that are missing, what is needed first', () => {
    check('flow: 1\n‸', ['nodes', 'name', 'description', 'inputs', 'secrets', 'env', 'defaults', '…']);
    check('‸', ['flow', 'nodes', '…'], ['flow', 'flow: ‸']);
    check('flow: 1\nno‸', ['nodes'], ['nodes', 'flow: 1\nnodes:\n  ‸']);
  });

  it('offers the keys of a node, in half-written text too', () => {
    check(`${NODES}    wi‸`, ['with'], ['with', `${NODES}    with:\n      ‸`]);
    check('flow: 1\nnodes:\n  a:\n    ‸\n', ['uses', 'name', '…'], ['uses', 'flow: 1\nnodes:\n  a:\n    uses: ‸\n']);
    check('flow: 1\nnodes:\n  a:\n    uses: shell\n    re‸\n  b:\n    retry: 1\n', ['resources', 'retry']);
  });

  it('writes a list in brackets, a choice on its line and a script as block text', () => {
    check(`${NODES}    aft‸`, ['after'], ['after', `${NODES}    after: [‸]`]);
    check(`${NODES}    retr‸`, ['retry'], ['retry', `${NODES}    retry: ‸`]);
    const shell = 'nodes:\n    a:\n        uses: shell\n        with:\n            ';
    check(`${shell}r‸`, ['run'], ['run', `${shell}run: |\n                ‸`]);
  });

  it('offers the settings of the kind, found above or below the cursor', () => {
    check('nodes:\n  a:\n    with:\n      ‸\n    uses: delay\n', ['for']);
    check(
      'nodes:\n  a:\n    uses: merge\n    with: { ‸ }\n',
      ['as'],
      ['as', 'nodes:\n  a:\n    uses: merge\n    with: { as: ‸ }\n'],
    );
    check('nodes:\n  a: { uses: http, with: { ur‸ } }\n', ['url']);
  });

  it('replaces a key that already has its colon without writing another', () => {
    check('nodes:\n  a:\n    us‸e: shell\n', ['uses'], ['uses', 'nodes:\n  a:\n    uses‸: shell\n']);
  });

  it('offers the in-ports of a kind that are not wired, and names that its settings use', () => {
    check(
      'nodes:\n  a:\n    uses: csv.parse\n    in:\n      ‸',
      ['text'],
      ['text', 'nodes:\n  a:\n    uses: csv.parse\n    in:\n      text: ‸'],
    );
    check('nodes:\n  a:\n    uses: file.read\n    in: { ‸ }\n    with: { path: "${month}.csv" }\n', ['month']);
    check(
      `${NODES}  more:\n    uses: json.parse\n    i‸`,
      ['in'],
      ['in', `${NODES}  more:\n    uses: json.parse\n    in: { ‸ }`],
    );
  });

  it('knows the parts of retry, cache, defaults, inputs and groups', () => {
    check('nodes:\n  a:\n    retry: { ‸ }\n', ['attempts', 'delay', 'backoff', 'maxDelay', 'on']);
    check('nodes:\n  a:\n    cache:\n      f‸\n', ['files']);
    check('defaults:\n  ti‸\n', ['timeout']);
    check('inputs:\n  day:\n    type: text\n    d‸\n', ['default', 'description']);
    check('groups:\n  g: { t‸ }\n', ['title']);
  });

  it('offers resources that the flow knows', () => {
    const flow =
      'defaults: { resources: { gpu: 2 } }\nnodes:\n  a: { uses: shell, resources: { db: 1 } }\n  b:\n    resources: { ‸ }\n';
    check(flow, ['gpu', 'db']);
  });

  it('answers in a text that begins with blank lines', () => {
    check('\n\nname: x\n\n‸\n', ['flow', 'nodes', '…']);
  });

  it('is silent in comments, in free names and behind a finished value', () => {
    check('# fl‸\nflow: 1\n', []);
    check('flow: 1 # ‸\n', []);
    check('nodes:\n  ‸\n', []);
    check('nodes:\n  a:\n    in: { text: read }  ‸\n', []);
  });
});

describe('Completion of values', () => {
  it('offers kinds', () => {
    check('nodes:\n  a:\n    uses: file.‸', ['file.read', 'file.write', 'file.glob']);
    check('nodes:\n  a:\n    uses:‸', ['shell', '…'], ['shell', 'nodes:\n  a:\n    uses: shell‸']);
    check('nodes:\n  a: { uses: "cs‸" }', ['csv.parse'], ['csv.parse', 'nodes:\n  a: { uses: "csv.parse‸" }']);
  });

  it('offers what a setting may be', () => {
    check('nodes:\n  a:\n    uses: file.read\n    with:\n      as: ‸', ['text', 'bytes', 'json']);
    check('nodes:\n  a:\n    uses: csv.parse\n    with: { header: ‸ }', ['true', 'false']);
    check('nodes:\n  a:\n    uses: http\n    with:\n      method: P‸', ['POST', 'PUT', 'PATCH']);
    check('nodes:\n  a:\n    onError: ‸', ['stop', 'continue', 'ignore']);
    check('nodes:\n  a:\n    retry: { on: [‸] }', ['failed', 'timed-out', 'crashed']);
    check('inputs:\n  day: { type: list of n‸ }', ['list of number']);
  });

  it('offers durations, and units for a number', () => {
    check('nodes:\n  a:\n    timeout: ‸', ['500ms', '1s', '5s', '30s', '1m', '5m', '10m', '1h']);
    check(
      'nodes:\n  a:\n    timeout: 45‸',
      ['45ms', '45s', '45m', '45h', '45d'],
      ['45m', 'nodes:\n  a:\n    timeout: 45m‸'],
    );
    check('nodes:\n  a:\n    uses: delay\n    with: { for: 2‸ }', ['2ms', '2s', '2m', '2h', '2d']);
  });

  it('offers sources of a wire that fit the port, and none that wait for the node', () => {
    check(`${NODES}  last:\n    uses: csv.parse\n    in: { text: ‸ }`, [
      'rows.rows',
      'read.content',
      'inputs.day',
      'inputs.count',
    ]);
    check(`${NODES}  last:\n    uses: csv.parse\n    in:\n      text: read.‸`, ['read.content']);
    check('nodes:\n  a:\n    uses: shell\n    in: { x: ‸ }\n  b:\n    uses: shell\n    in: { y: a.stdout }\n', []);
    check('nodes:\n  a: { uses: file.glob }\n  b:\n    uses: delay\n    in:\n      value: in‸\n', []);
    check(`${NODES}  c:\n    uses: merge\n    in:\n      items:\n        - ro‸\n`, ['rows.rows']);
    check(`${NODES}outputs:\n  all: r‸`, ['rows.rows', 'read.content']);
  });

  it('knows the type that a port of a node which runs once per item wants', () => {
    const flow =
      'nodes:\n  n: { uses: shell }\n  f: { uses: file.glob }\n  c:\n    uses: csv.parse\n    each: text\n    in: { text: ‸ }\n';
    check(flow, ['f.files', 'n.files', '…']);
  });

  it('offers conditions, negated too', () => {
    check(`${NODES}    when: ‸`, ['read.content', 'inputs.day', 'inputs.count', 'not']);
    check(`${NODES}    when: not re‸`, ['read.content'], ['read.content', `${NODES}    when: not read.content‸`]);
  });

  it('offers nodes to wait for, members of groups, ports of each and secrets', () => {
    check(`${NODES}    after: [‸]`, ['read']);
    check(`${NODES}    after:\n      ‸`, ['read'], ['read', `${NODES}    after:\n      - read‸`]);
    check(`${NODES}    after:\n      -‸`, ['read'], ['read', `${NODES}    after:\n      - read‸`]);
    check(`${NODES}groups:\n  g: { nodes: [read, ‸] }`, ['read', 'rows']);
    check(`${NODES}    each: ‸`, ['text']);
    check(`${NODES}    secrets: [TOKEN, ‸]`, ['OTHER']);
  });

  it('offers names for ${ within settings, and quotes them within braces', () => {
    const http = `${NODES}  get:\n    uses: http\n    in: { row: rows.rows }\n    with:\n      `;
    check(`${http}url: https://x/$‸`, ['${row}', '${day}', '${count}', '${TOKEN}', '${OTHER}']);
    check(`${http}url: https://x/\${d‸}`, ['${day}'], ['${day}', `${http}url: https://x/\${day}‸`]);
    check(`${http}headers: { A: b\${T‸ }`, ['${TOKEN}'], ['${TOKEN}', `${http}headers: { A: "b\${TOKEN}"‸ }`]);
    check(`${http}headers: { A: "\${T‸" }`, ['${TOKEN}'], ['${TOKEN}', `${http}headers: { A: "\${TOKEN}‸" }`]);
    check(`${http}url: $$‸`, []);
  });

  it('offers no secret where it would become an argument', () => {
    check(`${NODES}  go:\n    uses: exec\n    with:\n      args: ["\${‸"]`, ['${day}', '${count}']);
  });

  it('offers variables within code', () => {
    const shell = `${NODES}  go:\n    uses: shell\n    in: { my-rows: rows.rows, stdin: read.content }\n    env: { MODE: fast }\n    with:\n      run: |\n        echo "`;
    check(`${shell}$‸`, ['my_rows', 'MODE', 'FLOW_OUTPUT'], ['my_rows', `${shell}$my_rows‸`]);
    check(`${shell}\${my‸}"`, ['my_rows'], ['my_rows', `${shell}\${my_rows‸}"`]);
    check(`${shell}key: ‸`, []);
    const jsonata =
      'nodes:\n  a: { uses: shell }\n  t:\n    uses: transform\n    in: { rows: a }\n    with:\n      expression: ';
    check(`${jsonata}$sum($r‸`, ['rows']);
    check('nodes:\n  t:\n    uses: template\n    in: { rows: a }\n    with:\n      template: |\n        {{ r‸', [
      'rows',
    ]);
  });

  it('asks for other flows beside the kinds', () => {
    const flow = (written: string) => offered(`nodes:\n  a:\n    uses: ${written}\n`).found?.paths;
    expect(flow('‸')).toMatchObject({ folder: './', only: 'flows' });
    expect(flow('‸')?.item('clean.flow', false)).toMatchObject({ label: './clean.flow', insert: './clean.flow' });
    expect(flow('../shared/c‸')?.folder).toBe('../shared/');
  });

  it('asks for files where a path is written', () => {
    const flow = (written: string): string =>
      `nodes:\n  a:\n    uses: file.read\n    workdir: sub\n    with:\n      path: ${written}\n`;
    const paths = offered(flow('data/sa‸')).found?.paths;
    expect(paths?.folder).toBe('sub/data/');
    expect(paths?.item('sales of may.csv', false)).toMatchObject({
      label: 'data/sales of may.csv',
      insert: 'data/sales of may.csv',
    });
    expect(paths?.item('# odd', true)).toMatchObject({ insert: 'data/# odd/', again: true });
    expect(offered(flow('‸')).found?.paths?.folder).toBe('sub');
    expect(offered(flow('‸')).found?.paths?.item('#1.csv', false).insert).toBe('"#1.csv"');
  });
});
