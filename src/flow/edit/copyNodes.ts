import type { FlowDocument } from '../document.ts';
import { type FlowNode, FORMAT_VERSION, type Position, type WireSource } from '../model.ts';
import { parseFlow } from '../parse/parseFlow.ts';
import { applyTextEdits } from './applyTextEdits.ts';
import { nodeCopy } from './duplicateNodes.ts';
import type { FlowEdit } from './flowEdit.ts';
import { containerAt } from './places.ts';
import { planEdits } from './planEdits.ts';
import { Refusal } from './refusal.ts';

/** What stands before nodes in braces, which have no indentation of their own. */
const IN_BRACES = '  ';

/**
 * Nodes as a text of their own, for the clipboard: a small flow with their very text, comments included, the wires among
 * them and their places. Wires from other nodes are left out: they would mean nothing elsewhere.
 */
export function copyNodes(
  document: FlowDocument,
  ids: readonly string[],
  positions: Readonly<Record<string, Position>>,
): string | Refusal {
  const wanted = new Set(ids);
  const nodes = document.broken ? undefined : containerAt(document, ['nodes']);
  const sources = nodes?.entries.filter(({ entry }) => wanted.has(entry.key)) ?? [];
  if (!nodes || sources.length === 0) return new Refusal('There is no node to copy.');
  const copies = sources.map((source) => (nodes.flow ? IN_BRACES : '') + nodeCopy(document, nodes, source, new Map()));
  const lines = [`flow: ${FORMAT_VERSION}`, 'nodes:', ...copies, ''].join('\n').replaceAll('\r\n', '\n');
  const fragment = parseFlow(lines);
  if (fragment.broken || fragment.model.nodes.length !== sources.length)
    return new Refusal('These nodes share text with others by an anchor; copy them in the text.');
  const edits = [...fragment.model.nodes.flatMap((node) => outerWires(node, wanted)), moveTo(fragment, positions)];
  const planned = planEdits(fragment, edits);
  return planned.ok ? applyTextEdits(lines, planned.edits) : new Refusal(planned.refusal.message);
}

function moveTo({ model }: FlowDocument, positions: Readonly<Record<string, Position>>): FlowEdit {
  const known = model.nodes.flatMap(({ id }) => {
    const position = Object.hasOwn(positions, id) ? positions[id] : undefined;
    return position ? [[id, position] as const] : [];
  });
  return { type: 'move', positions: Object.fromEntries(known) };
}

/** The edits that take away what a node has from nodes that are not copied. */
function outerWires(node: FlowNode, copied: ReadonlySet<string>): readonly FlowEdit[] {
  const outer = (source: WireSource) => source.from === 'node' && !copied.has(source.node);
  const wires = node.in.flatMap(({ port, sources }) =>
    sources.filter(outer).map((source): FlowEdit => ({ type: 'disconnect', node: node.id, port, source })),
  );
  const after = node.after.filter((id) => copied.has(id));
  const set = (key: string, value: readonly string[] | undefined): FlowEdit => ({
    type: 'setValue',
    path: ['nodes', node.id, key],
    value,
  });
  return [
    ...wires,
    ...(after.length < node.after.length ? [set('after', after.length > 0 ? after : undefined)] : []),
    ...(node.when && outer(node.when.source) ? [set('when', undefined)] : []),
  ];
}
