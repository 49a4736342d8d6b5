import { expect, it } from 'vitest';
import { BUILTIN_CATALOG } from '../../../src/flow/catalog/builtinCatalog.ts';
import { applyTextEdits } from '../../../src/flow/edit/applyTextEdits.ts';
import { fileNodes } from '../../../src/flow/edit/fileNodes.ts';
import { planEdits } from '../../../src/flow/edit/planEdits.ts';
import { parseFlow } from '../../../src/flow/parse/parseFlow.ts';
import { validateFlow } from '../../../src/flow/validate/validateFlow.ts';

const FLOW = 'reports/month.flow';
const TEXT = `flow: 1
nodes:
  orders:
    uses: constant
    with: { value: 1 }
  show:
    uses: shell
    in: { text: orders }
    with: { run: cat }
`;

const files = (...paths: string[]) => paths.map((path) => ({ path, namesInterpreter: false }));

/** The text after the files were put into the flow at a place. */
function dropped(paths: readonly string[], at: readonly [number, number] = [0, 0]): string {
  const { text } = fileNodes(FLOW, files(...paths));
  const result = planEdits(parseFlow(TEXT), [{ type: 'pasteNodes', text, at }]);
  return result.ok ? applyTextEdits(TEXT, result.edits) : `<${result.refusal.message}>`;
}

it('writes nodes in the manner of the file, with free ids, about the place', () => {
  expect(dropped(['reports/data/orders.csv'], [400, 100])).toBe(`${TEXT}  read_orders:
    uses: file.read
    with:
      path: data/orders.csv
  orders_2:
    uses: csv.parse
    in: { text: read_orders.content }

layout:
  read_orders: [240, 100]
  orders_2: [560, 100]
`);
});

it.each([
  ['reports/clean up.py', { clean_up: { uses: 'script', with: { path: 'clean up.py', interpreter: 'python3' } } }],
  ['tools/fetch.MJS', { fetch: { uses: 'script', with: { path: '../tools/fetch.MJS', interpreter: 'node' } } }],
  ['reports/go.bat', { go: { uses: 'script', with: { path: 'go.bat' } } }],
  ['reports/parts/sum.flow', { sum: { uses: './parts/sum.flow' } }],
  ['top.flow', { top: { uses: '../top.flow' } }],
  ['reports/logo.png', { logo: { uses: 'file.read', with: { path: 'logo.png', as: 'bytes' } } }],
  ['reports/Makefile', { Makefile: { uses: 'file.read', with: { path: 'Makefile' } } }],
  ['reports/a${b}.txt', { a_b: { uses: 'file.read', with: { path: 'a$${b}.txt' } } }],
  ['reports/.env', { env: { uses: 'file.read', with: { path: '.env' } } }],
])('makes of %s what it is for', (path, nodes) => {
  expect(JSON.parse(fileNodes(FLOW, files(path)).text).nodes).toEqual(nodes);
});

it('leaves the interpreter to the first line that names it', () => {
  const { text } = fileNodes(FLOW, [{ path: 'reports/run.sh', namesInterpreter: true }]);
  expect(JSON.parse(text).nodes).toEqual({ run: { uses: 'script', with: { path: 'run.sh' } } });
});

it('puts several files below each other, and those of one name apart', () => {
  const { nodes, layout } = JSON.parse(fileNodes(FLOW, files('reports/a.json', 'reports/b/a.json')).text);
  expect(Object.keys(nodes)).toEqual(['read_a', 'a', 'read_a_2', 'a_2']);
  expect(nodes.a_2).toEqual({ uses: 'json.parse', in: { text: 'read_a_2.content' } });
  expect(layout).toEqual({ read_a: [0, 0], a: [320, 0], read_a_2: [0, 160], a_2: [320, 160] });
});

it('makes flows without a problem', () => {
  const text = dropped([
    'reports/a.csv',
    'reports/b.tsv',
    'reports/c.json',
    'tools/d.sh',
    'reports/e.txt',
    'reports/f.pdf',
  ]);
  expect(validateFlow(parseFlow(text), BUILTIN_CATALOG)).toEqual([]);
});

it('says why a file cannot stand in the flow, and takes the others', () => {
  const { text, refused } = fileNodes(FLOW, files('data/far.csv', FLOW, 'reports/near.txt'));
  expect(Object.keys(JSON.parse(text).nodes)).toEqual(['near']);
  expect(refused).toEqual([
    "data/far.csv is outside of the flow's folder, from which nodes read files. Move it there, or copy it with a command.",
    'A flow cannot contain itself.',
  ]);
  expect(fileNodes(FLOW, files(FLOW)).text).toBe('');
});
