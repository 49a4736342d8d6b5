import type { Catalog } from '../../flow/catalog/kind.ts';
import type { Diagnostic } from '../../flow/diagnostic.ts';
import { placeNodes } from '../../flow/layout/placeNodes.ts';
import type { FlowNode, Position, WireSource } from '../../flow/model.ts';
import type { DocumentSnapshot } from '../../messages/document.ts';
import { buildFrames, type Frame, frameRectangle } from '../frames/frame.ts';
import { reuse, reuseById } from '../store/reuse.ts';
import { buildCard, type CardSurroundings } from './buildCard.ts';
import type { Card, Wire } from './card.ts';
import { boundsOf, CARD_WIDTH, FOOTER_ROOM, type Rectangle, TAG_ROOM } from './geometry.ts';

/** The document as a graph to draw: cards in document order, wires between them, a place for each card. */
export interface Graph {
  readonly cards: ReadonlyMap<string, Card>;
  readonly wires: readonly Wire[];
  readonly positions: ReadonlyMap<string, Position>;
  readonly wiresTo: ReadonlyMap<string, readonly Wire[]>;
  readonly wiresFrom: ReadonlyMap<string, readonly Wire[]>;
  /** In the order of the file. */
  readonly frames: readonly Frame[];
}

const EMPTY_LIST: readonly never[] = [];

/** Builds the graph of a document; cards, wires and places that did not change are the objects of `previous`. */
export function buildGraph(document: DocumentSnapshot, catalog: Catalog, previous?: Graph): Graph {
  const cards = buildCards(document, catalog, previous);
  const wires = reuseById(previous?.wires ?? EMPTY_LIST, buildWires(document.flow.nodes, cards));
  const positions = place(document, cards, wires, previous);
  const frames = reuseById(previous?.frames ?? EMPTY_LIST, buildFrames(document.flow.groups, cards));
  const same = previous && wires === previous.wires && frames === previous.frames && positions === previous.positions;
  if (same && sameEntries(cards, previous.cards)) return previous;
  return {
    cards,
    wires,
    positions,
    wiresTo: groupBy(wires, (wire) => wire.to),
    wiresFrom: groupBy(wires, (wire) => wire.from),
    frames,
  };
}

/** Place and size of a card; nothing at the origin for an id that is not there. */
export function cardRectangle(graph: Graph, id: string): Rectangle {
  const [x, y] = graph.positions.get(id) ?? [0, 0];
  return { x, y, ...(graph.cards.get(id)?.size ?? { width: 0, height: 0 }) };
}

/** The smallest rectangle around all cards, the tags beside them and the frames; undefined for a graph without any. */
export function boundsOfGraph(graph: Graph): Rectangle | undefined {
  const cards = [...graph.cards.values()].map((card) => withTags(card, cardRectangle(graph, card.id)));
  return boundsOf([...cards, ...graph.frames.flatMap((frame) => frameRectangle(frame, graph) ?? [])]);
}

function withTags({ inPorts, outPorts }: Card, { x, y, width, height }: Rectangle): Rectangle {
  const left = inPorts.some((port) => port.sources.some((source) => source.from === 'input')) ? TAG_ROOM : 0;
  const right = outPorts.some((port) => port.flowOutputs.length > 0) ? TAG_ROOM : 0;
  return { x: x - left, y, width: width + left + right, height };
}

function buildCards(document: DocumentSnapshot, catalog: Catalog, previous?: Graph): ReadonlyMap<string, Card> {
  const { nodes } = document.flow;
  const wiredOutPorts = namesWiredFrom(document, catalog);
  const flowOutputs = flowOutputsByNode(document);
  const diagnostics = diagnosticsByNode(document.diagnostics);
  const cards = new Map<string, Card>();
  for (const node of nodes) {
    const surroundings: CardSurroundings = {
      kind: catalog.get(node.uses),
      wiredOutPorts: wiredOutPorts.get(node.id),
      flowOutputs: flowOutputs.get(node.id) ?? EMPTY_LIST,
      diagnostics: diagnostics.get(node.id) ?? EMPTY_LIST,
    };
    cards.set(node.id, buildCard(node, surroundings, previous?.cards.get(node.id)));
  }
  return cards;
}

/** Every place of the flow that takes a value: in-ports, `when`, flow outputs. */
function* valueSources({ flow }: DocumentSnapshot): Generator<WireSource> {
  for (const node of flow.nodes) {
    for (const inPort of node.in) yield* inPort.sources;
    if (node.when) yield node.when.source;
  }
  for (const output of flow.outputs) yield output.source;
}

/** Out-ports by node that something takes its value from; one that is not named is the default one of the kind. */
function namesWiredFrom(document: DocumentSnapshot, catalog: Catalog): ReadonlyMap<string, ReadonlySet<string>> {
  const kinds = new Map(document.flow.nodes.map((node) => [node.id, catalog.get(node.uses)]));
  const names = new Map<string, Set<string>>();
  for (const source of valueSources(document)) {
    if (source.from !== 'node') continue;
    const port = source.port ?? kinds.get(source.node)?.defaultOutPort;
    if (port === undefined) continue;
    const known = names.get(source.node);
    if (known) known.add(port);
    else names.set(source.node, new Set([port]));
  }
  return names;
}

function flowOutputsByNode(document: DocumentSnapshot): Map<string, { name: string; port?: string }[]> {
  const outputs = new Map<string, { name: string; port?: string }[]>();
  for (const { name, source } of document.flow.outputs) {
    if (source.from !== 'node') continue;
    const entry = source.port === undefined ? { name } : { name, port: source.port };
    outputs.set(source.node, [...(outputs.get(source.node) ?? []), entry]);
  }
  return outputs;
}

function diagnosticsByNode(diagnostics: readonly Diagnostic[]): Map<string, readonly Diagnostic[]> {
  const withNode = diagnostics.filter((diagnostic) => diagnostic.node !== undefined);
  return groupBy(withNode, (diagnostic) => diagnostic.node ?? '');
}

function buildWires(nodes: readonly FlowNode[], cards: ReadonlyMap<string, Card>): Wire[] {
  const wires = new Map<string, Wire>();
  const add = (wire: Wire | undefined) => {
    // A file may name the same source twice; one line is enough to show it.
    if (wire && !wires.has(wire.id)) wires.set(wire.id, wire);
  };
  for (const node of nodes) {
    for (const inPort of node.in)
      for (const source of inPort.sources) add(valueWire(node.id, source, cards, inPort.port));
    if (node.when) add(valueWire(node.id, node.when.source, cards));
    for (const earlier of node.after) add(orderWire(node.id, earlier, cards));
  }
  return [...wires.values()];
}

function valueWire(
  to: string,
  source: WireSource,
  cards: ReadonlyMap<string, Card>,
  toPort?: string,
): Wire | undefined {
  if (source.from !== 'node') return undefined;
  const card = cards.get(source.node);
  if (!card) return undefined;
  const name = source.port ?? card.defaultOutPort;
  const port = card.outPorts.find((candidate) => candidate.name === name);
  const place = toPort === undefined ? `${to}?` : `${to}.${toPort}`;
  return {
    id: `${place}<${source.node}.${source.port ?? ''}`,
    role: toPort === undefined ? 'when' : 'data',
    from: source.node,
    ...(port && { fromPort: port.name }),
    to,
    ...(toPort !== undefined && { toPort }),
    source,
    type: port?.type ?? 'any',
  };
}

function orderWire(to: string, from: string, cards: ReadonlyMap<string, Card>): Wire | undefined {
  if (!cards.has(from)) return undefined;
  return { id: `${to}!${from}`, role: 'after', from, to, source: { from: 'node', node: from }, type: 'any' };
}

/**
 * Cards that the file gives no place keep the one that they were shown at, so that an edit elsewhere does not make
 * them jump.
 */
function place(
  document: DocumentSnapshot,
  cards: ReadonlyMap<string, Card>,
  wires: readonly Wire[],
  previous?: Graph,
): ReadonlyMap<string, Position> {
  const fixed = new Map<string, Position>();
  for (const [id, position] of document.flow.layout) if (cards.has(id)) fixed.set(id, position);
  if (previous && fixed.size < cards.size)
    for (const id of cards.keys()) {
      const shown = previous.positions.get(id);
      if (shown && !fixed.has(id)) fixed.set(id, shown);
    }
  const positions = fixed.size === cards.size ? fixed : placeTheRest(cards, wires, fixed);
  if (!previous) return positions;
  const merged = new Map<string, Position>();
  for (const [id, position] of positions) merged.set(id, reuse(previous.positions.get(id), position));
  return sameEntries(merged, previous.positions) ? previous.positions : merged;
}

function placeTheRest(
  cards: ReadonlyMap<string, Card>,
  wires: readonly Wire[],
  fixed: ReadonlyMap<string, Position>,
): ReadonlyMap<string, Position> {
  const nodes = [...cards.values()].map((card) => ({
    id: card.id,
    width: CARD_WIDTH,
    height: card.size.height + FOOTER_ROOM,
  }));
  return placeNodes(
    nodes,
    wires.map((wire) => ({ from: wire.from, to: wire.to })),
    fixed,
  );
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

function sameEntries<T>(a: ReadonlyMap<string, T>, b: ReadonlyMap<string, T>): boolean {
  if (a.size !== b.size) return false;
  const others = b.entries();
  for (const [key, value] of a) {
    const other = others.next().value;
    if (!other || other[0] !== key || other[1] !== value) return false;
  }
  return true;
}
