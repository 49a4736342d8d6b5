import { BUILTIN_CATALOG } from '../src/flow/catalog/builtinCatalog.ts';
import { compileFlow } from '../src/flow/compile/compileFlow.ts';
import type { FlowDocument } from '../src/flow/document.ts';
import { applyTextEdits } from '../src/flow/edit/applyTextEdits.ts';
import type { FlowEdit } from '../src/flow/edit/flowEdit.ts';
import { planEdits } from '../src/flow/edit/planEdits.ts';
import { completionsAt } from '../src/flow/language/completion.ts';
import { hoverAt } from '../src/flow/language/hover.ts';
import { type LanguageContext, languageContext } from '../src/flow/language/languageContext.ts';
import { layeredLayout } from '../src/flow/layout/layeredLayout.ts';
import { parseFlow } from '../src/flow/parse/parseFlow.ts';
import { validateFlow } from '../src/flow/validate/validateFlow.ts';
import type { Row } from './support/row.ts';

const NODES = 10_000;
const LAYERS = 100;
/** Each measurement is the best of so many, after as many that do not count: others use this machine too. */
const REPEATS = 9;
const FIRST_PARSE_LIMIT_MS = 1_500;
const EDIT_PARSE_LIMIT_MS = 30;
const LAYOUT_LIMIT_MS = 300;
const QUESTION_LIMIT_MS = 20;

/** Measures what the document layer does with a flow of 10,000 nodes. */
export function run(): readonly Row[] {
  const text = largeFlow();
  const note = `${NODES} nodes, ${(text.length / 1e6).toFixed(1)} MB`;
  const started = performance.now();
  const document = parseFlow(text);
  const firstParse = performance.now() - started;
  return [
    { name: 'first parse, cold', value: firstParse, unit: 'ms', limit: FIRST_PARSE_LIMIT_MS, note },
    parseAfterEdit(document, 'start', 10),
    parseAfterEdit(document, 'middle', NODES / 2),
    parseAfterEdit(document, 'end', NODES - 10),
    ...validation(document),
    planning(document, 'move', { type: 'move', positions: { node_5000: [7, 7] } }),
    planning(document, 'rename', { type: 'renameNode', id: 'node_5000', newId: 'other' }),
    planning(document, 'add', { type: 'addNode', id: 'other', uses: 'shell', with: { run: 'true' } }),
    planning(document, 'delete', { type: 'deleteNodes', ids: ['node_5000'] }),
    compiling(document),
    layout(document),
    asking(document, 'completion of a wire', (context) => completionsAt(context, wireAt(document))),
    asking(document, 'hover of a wire', (context) => hoverAt(context, wireAt(document))),
  ];
}

function largeFlow(): string {
  const lines = ['flow: 1', 'name: Large', 'nodes:'];
  for (let index = 0; index < NODES; index += 1) {
    const before = index - NODES / LAYERS;
    const wires = before < 0 ? '{ day: inputs.day }' : `{ one: node_${before}.stdout, two: node_${before} }`;
    lines.push(
      `  node_${index}:`,
      '    uses: shell',
      `    in: ${wires}`,
      '    with:',
      '      run: |',
      `        echo "node ${index}"`,
      '        sleep 1',
      '    timeout: 30s',
    );
  }
  lines.push('inputs: { day: text }', 'layout:');
  for (let index = 0; index < NODES; index += 1) lines.push(`  node_${index}: [${index * 10}, 20]`);
  return `${lines.join('\n')}\n`;
}

function parseAfterEdit(document: FlowDocument, where: string, node: number): Row {
  let current = document;
  const value = best((turn) => {
    const text = document.text.replace(`"node ${node}"`, `"node ${node} ${turn}"`);
    const started = performance.now();
    current = parseFlow(text, current);
    return performance.now() - started;
  });
  return { name: `parse after an edit, ${where}`, value, unit: 'ms', limit: EDIT_PARSE_LIMIT_MS };
}

function validation(document: FlowDocument): readonly Row[] {
  const started = performance.now();
  validateFlow(document, BUILTIN_CATALOG);
  const first = performance.now() - started;
  let current = document;
  const again = best((turn) => {
    current = parseFlow(document.text.replace('"node 5000"', `"node 5000 ${turn}"`), current);
    const begun = performance.now();
    validateFlow(current, BUILTIN_CATALOG);
    return performance.now() - begun;
  });
  return [
    { name: 'first validation', value: first, unit: 'ms' },
    { name: 'validation after an edit', value: again, unit: 'ms' },
  ];
}

function planning(document: FlowDocument, name: string, edit: FlowEdit): Row {
  const value = best(() => {
    const started = performance.now();
    const result = planEdits(document, [edit]);
    const took = performance.now() - started;
    if (!result.ok) throw new Error(result.refusal.message);
    if (applyTextEdits(document.text, result.edits) === document.text) throw new Error('The edit changed nothing.');
    return took;
  });
  return { name: `plan and check an edit, ${name}`, value, unit: 'ms' };
}

function compiling(document: FlowDocument): Row {
  const value = best(() => {
    const started = performance.now();
    const result = compileFlow(document, BUILTIN_CATALOG);
    const took = performance.now() - started;
    if (!result.ok) throw new Error(result.diagnostics[0]?.message ?? '');
    return took;
  });
  return { name: 'compile', value, unit: 'ms' };
}

function layout(document: FlowDocument): Row {
  const nodes = document.model.nodes.map(({ id }) => ({ id, width: 220, height: 90 }));
  const edges = document.model.nodes.flatMap((node) =>
    node.in.flatMap(({ sources }) =>
      sources.flatMap((source) => (source.from === 'node' ? [{ from: source.node, to: node.id }] : [])),
    ),
  );
  const value = best(() => {
    const started = performance.now();
    layeredLayout(nodes, edges);
    return performance.now() - started;
  });
  return { name: 'layered layout', value, unit: 'ms', limit: LAYOUT_LIMIT_MS };
}

/** A feature of the text right after an edit, so that nothing is remembered from the question before. */
function asking(document: FlowDocument, name: string, ask: (context: LanguageContext) => unknown): Row {
  let current = document;
  const value = best((turn) => {
    current = parseFlow(`${document.text}# ${turn}\n`, current);
    const context = languageContext(current, BUILTIN_CATALOG);
    const started = performance.now();
    if (ask(context) === undefined) throw new Error(`There is no ${name}.`);
    return performance.now() - started;
  });
  return { name, value, unit: 'ms', limit: QUESTION_LIMIT_MS };
}

function wireAt({ text }: FlowDocument): number {
  return text.indexOf('node_9000.stdout') + 'node_9'.length;
}

function best(measure: (turn: number) => number): number {
  const times: number[] = [];
  for (let turn = 0; turn < REPEATS * 2; turn += 1) {
    const time = measure(turn);
    if (turn >= REPEATS) times.push(time);
  }
  return Math.min(...times);
}
