import { fileStyle } from '../edit/fileStyle.ts';
import type { FlowNode, PortType } from '../model.ts';
import { INPUTS_WORD } from '../parse/wireText.ts';
import { canConnect, itemType, outPortsOf, type ResolvedPort } from '../ports.ts';
import { summarise } from '../summary.ts';
import { type CompletionItem, matches, valueInsert } from './completionItem.ts';
import type { CursorPlace } from './cursor.ts';
import { type LanguageContext, nodeIdAt, nodeOf, portsInUse, withDependents } from './languageContext.ts';
import { codeSpan } from './settingShape.ts';
import type { Shape } from './shape.ts';

/** Items that are gathered at most; the rest is found as more is typed. */
const GATHERED = 400;

type WireShape = Shape & { readonly is: 'wire' };

/** Sources that a wire may come from, the nearest in the document first. */
export function wireItems(context: LanguageContext, place: CursorPlace, shape: WireShape): readonly CompletionItem[] {
  const { negatable } = shape;
  const not = negatable ? (/^not\s+/.exec(place.typed)?.[0] ?? '') : '';
  const typed = place.typed.slice(not.length);
  const wanted = wantedType(context, place, shape.wanted);
  const items = [
    ...nodeWires(context, place, typed, wanted),
    ...(shape.nodesOnly ? [] : inputWires(context, place, typed, wanted)),
  ];
  const written = items.map((item) => (not === '' ? item : negated(item, not)));
  return negatable && not === '' ? [...written, notItem(place)] : written;
}

/** Ids of nodes; where order matters only of those that do not wait for this one. */
export function nodeItems(context: LanguageContext, place: CursorPlace, late: boolean): readonly CompletionItem[] {
  const style = fileStyle(context.document);
  const { model, catalog } = context;
  const own = nodeIdAt(place.path);
  const barred = late && own !== undefined ? withDependents(model, own) : undefined;
  const items: CompletionItem[] = [];
  for (const node of own === undefined ? model.nodes : nearestFirst(model.nodes, own)) {
    if (items.length >= GATHERED) break;
    if (barred?.has(node.id) || !matches(place.typed, node.id)) continue;
    const doc = summarise(node, catalog.get(node.uses));
    items.push({
      label: node.id,
      kind: 'node',
      detail: node.name ?? node.uses,
      ...(doc === '' ? {} : { doc: codeSpan(doc) }),
      insert: valueInsert(node.id, place, style),
    });
  }
  return items;
}

function nodeWires(
  context: LanguageContext,
  place: CursorPlace,
  typed: string,
  wanted: PortType,
): readonly CompletionItem[] {
  const { model } = context;
  const own = nodeIdAt(place.path);
  const barred = own === undefined ? new Set<string>() : withDependents(model, own);
  const [id = '', port] = typed.split('.', 2);
  const items: CompletionItem[] = [];
  for (const node of nearestFirst(model.nodes, own)) {
    if (items.length >= GATHERED) break;
    if (barred.has(node.id) || !(port === undefined ? matchesNode(typed, node.id) : matches(id, node.id))) continue;
    items.push(...portsOfNode(context, node, place, wanted));
  }
  return items;
}

/** Sources of a type for a port of a node that do not wait for it, the nearest first. */
export function sourcesFor({ model, catalog }: LanguageContext, id: string, wanted: PortType): readonly string[] {
  const barred = withDependents(model, id);
  const sources: string[] = [];
  for (const node of nearestFirst(model.nodes, id)) {
    if (sources.length >= GATHERED) break;
    const kind = catalog.get(node.uses);
    const main = kind?.outPorts.find(({ name }) => name === kind.defaultOutPort);
    if (main && !barred.has(node.id) && canConnect(main.type, wanted)) sources.push(`${node.id}.${main.name}`);
  }
  const inputs = model.inputs.filter((input) => canConnect(input.type, wanted));
  return [...sources, ...inputs.map((input) => `${INPUTS_WORD}.${input.name}`)];
}

/** What is typed may be letters of the node and of the port. */
function matchesNode(typed: string, id: string): boolean {
  return (
    matches(typed, id) || matches(typed, `${id}.stdout stderr exitcode files value rows text body content json path`)
  );
}

function portsOfNode(
  { model, catalog, document }: LanguageContext,
  node: FlowNode,
  place: CursorPlace,
  wanted: PortType,
): readonly CompletionItem[] {
  const style = fileStyle(document);
  const kind = catalog.get(node.uses);
  const ports = outPortsOf(node, kind, portsInUse(model).get(node.id));
  const main = (port: ResolvedPort): number => (port.name === kind?.defaultOutPort ? 0 : 1);
  return ports
    .filter((port) => canConnect(port.type, wanted))
    .toSorted((left, right) => main(left) - main(right))
    .map((port) => ({
      label: `${node.id}.${port.name}`,
      kind: 'port',
      detail: port.type,
      doc: wireDoc(node, port, summarise(node, kind)),
      insert: valueInsert(`${node.id}.${port.name}`, place, style),
    }));
}

function wireDoc(node: FlowNode, port: ResolvedPort, summary: string): string {
  const lines = [
    port.description,
    `**${node.name ?? node.id}** (${node.uses})`,
    summary === '' ? '' : codeSpan(summary),
  ];
  return lines.filter((line) => line !== undefined && line !== '').join('\n\n');
}

function inputWires(
  { model, document }: LanguageContext,
  place: CursorPlace,
  typed: string,
  wanted: PortType,
): readonly CompletionItem[] {
  const style = fileStyle(document);
  return model.inputs
    .filter((input) => canConnect(input.type, wanted) && matches(typed, `${INPUTS_WORD}.${input.name}`))
    .map((input) => ({
      label: `${INPUTS_WORD}.${input.name}`,
      kind: 'input',
      detail: input.type,
      ...(input.description === undefined ? {} : { doc: input.description }),
      insert: valueInsert(`${INPUTS_WORD}.${input.name}`, place, style),
    }));
}

/** A port that `each` names takes a list of what its kind wants. */
function wantedType({ model }: LanguageContext, place: CursorPlace, wanted: PortType): PortType {
  const node = nodeOf(model, nodeIdAt(place.path));
  const isEach = place.path[2] === 'in' && node?.each !== undefined && node.each === place.path[3];
  if (!isEach) return wanted;
  return itemType(wanted) ? 'any' : `list of ${wanted as Exclude<PortType, `list of ${string}`>}`;
}

function negated(item: CompletionItem, not: string): CompletionItem {
  return { ...item, insert: `${not}${item.insert}`, filter: `${not}${item.label}` };
}

function notItem(place: CursorPlace): CompletionItem {
  const insert = `${place.touches ? ' ' : ''}not $0`;
  return { label: 'not', kind: 'value', detail: 'when the value is false-like', insert, again: true };
}

/** From a node outwards through the document, what stands before it first; without one from the last. */
function* nearestFirst(nodes: readonly FlowNode[], id: string | undefined): Generator<FlowNode> {
  const at = id === undefined ? -1 : nodes.findIndex((node) => node.id === id);
  if (at < 0) {
    yield* nodes.toReversed();
    return;
  }
  for (let distance = 1; distance <= nodes.length; distance += 1) {
    const before = nodes[at - distance];
    const behind = nodes[at + distance];
    if (before) yield before;
    if (behind) yield behind;
  }
}
