import type { KindDefinition } from '../../flow/catalog/kind.ts';
import type { FlowEdit } from '../../flow/edit/flowEdit.ts';
import type { Position, WireSource } from '../../flow/model.ts';
import { cardRectangle, type Graph } from './buildGraph.ts';
import { sourceText, type Wire } from './card.ts';
import { accepted, kindPort } from './connecting.ts';
import { CARD_WIDTH } from './geometry.ts';

/** Free space that a card needs to its left and right to stand between two others, in canvas units. */
const ELBOW_ROOM = 20;

/** The ports by which a new node stands on a wire. */
export interface InsertionPorts {
  readonly in: string;
  readonly out: string;
}

/** The wire of this id if a node can stand on it: one that carries a value from port to port. */
export function insertableWire(graph: Graph, id: string): Wire | undefined {
  const wire = graph.wires.find((candidate) => candidate.id === id);
  return wire?.role === 'data' && wire.toPort !== undefined ? wire : undefined;
}

/** By which ports a node of a kind could stand on a wire; undefined when it could not. */
export function insertionPorts(graph: Graph, wire: Wire, kind: KindDefinition): InsertionPorts | undefined {
  const target = graph.cards.get(wire.to)?.inPorts.find(({ name }) => name === wire.toPort);
  if (!target) return undefined;
  const input = kindPort(kind, { end: 'out', type: wire.type, port: wire.fromPort ?? wire.from });
  const output = kindPort(kind, { end: 'in', type: accepted(target), port: target.name });
  return input === undefined || output === undefined ? undefined : { in: input, out: output };
}

/**
 * The edits that put a new node on a wire: it takes what the wire carried, and its result goes where the wire went. Where
 * the ends leave no room for a card between them, the layout finds a free place for it.
 */
export function insertionEdits(
  graph: Graph,
  wire: Wire,
  node: { readonly id: string; readonly kind: KindDefinition; readonly position: Position },
): readonly FlowEdit[] {
  const ports = insertionPorts(graph, wire, node.kind);
  const target = graph.cards.get(wire.to)?.node.in.find(({ port }) => port === wire.toPort);
  if (!ports || !target) return [];
  const { id, kind } = node;
  const placed = hasRoom(graph, wire) && { position: node.position };
  const result: WireSource = { from: 'node', node: id, port: ports.out };
  const sources = target.sources.map((source) => (source === wire.source ? result : source));
  const place = { node: wire.to, port: target.port };
  return [
    { type: 'addNode', id, uses: kind.id, ...placed, in: { [ports.in]: wire.source } },
    target.isList
      ? { type: 'setValue', path: ['nodes', place.node, 'in', place.port], value: sources.map(sourceText) }
      : { type: 'connect', ...place, source: result },
  ];
}

function hasRoom(graph: Graph, wire: Wire): boolean {
  const from = cardRectangle(graph, wire.from);
  return cardRectangle(graph, wire.to).x - from.x - from.width >= CARD_WIDTH + 2 * ELBOW_ROOM;
}
