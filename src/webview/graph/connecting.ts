import type { KindDefinition } from '../../flow/catalog/kind.ts';
import type { PortType } from '../../flow/model.ts';
import { canConnect } from '../../flow/ports.ts';
import { type ConnectionDraft, portKey } from '../store/canvasState.ts';
import type { Graph } from './buildGraph.ts';
import type { Card, CardInPort } from './card.ts';
import { freeName } from './freeName.ts';

/** One end of a wire that is being drawn. */
export type WireStart = Pick<ConnectionDraft, 'node' | 'port' | 'end'>;

/** Works out which ports of the graph could take the other end of a wire that starts here. */
export function draftFrom(graph: Graph, start: WireStart): ConnectionDraft | undefined {
  const type = portType(graph, start);
  if (type === undefined) return undefined;
  const wouldCircle =
    start.end === 'out' ? reachable(graph, start.node, 'back') : reachable(graph, start.node, 'forth');
  const compatible = new Set<string>();
  const compatibleNodes = new Set<string>();
  for (const card of graph.cards.values()) {
    if (wouldCircle.has(card.id)) continue;
    for (const port of fittingPorts(card, start.end, type)) {
      compatible.add(portKey(card.id, port));
      compatibleNodes.add(card.id);
    }
    if (start.end === 'out' && card.takesNewInPorts) compatibleNodes.add(card.id);
  }
  return { ...start, type, compatible, compatibleNodes };
}

/** The port of a card that a wire dropped on its body goes to: free ones first, then required ones, then by order. */
export function portForDrop(card: Card, draft: ConnectionDraft): string | undefined {
  const fitting = fittingPorts(card, draft.end, draft.type);
  if (draft.end === 'in') return fitting.includes(card.defaultOutPort ?? '') ? card.defaultOutPort : fitting[0];
  const free = card.inPorts.filter((port) => fitting.includes(port.name) && (port.list || port.sources.length === 0));
  const best = free.find((port) => port.required) ?? free[0];
  if (best) return best.name;
  return card.takesNewInPorts ? newInPort(card, draft.port) : fitting[0];
}

/** Name for a new in-port of a card, after the out-port that it is wired to. */
export function newInPort(card: Card, wanted: string): string {
  return freeName(
    card.inPorts.map((port) => port.name),
    wanted,
  );
}

/** Whether a wire to this in-port is added to those that it has, instead of taking their place. */
export function appends(port: CardInPort | undefined): boolean {
  return port !== undefined && port.list && port.sources.length > 0;
}

/** Port by which a new node of a kind would take the other end of a wire; undefined when it cannot. */
export function kindPort(
  kind: KindDefinition,
  wire: Pick<ConnectionDraft, 'end' | 'type' | 'port'>,
): string | undefined {
  if (wire.end === 'in') {
    const outPorts = [...kind.outPorts].sort(
      (a, b) => Number(b.name === kind.defaultOutPort) - Number(a.name === kind.defaultOutPort),
    );
    return outPorts.find((port) => canConnect(port.type, wire.type))?.name;
  }
  const fitting = kind.inPorts.filter((port) => canConnect(wire.type, accepted(port)));
  const declared = fitting.find((port) => port.required) ?? fitting[0];
  if (declared?.required || !kind.openInPorts) return declared?.name;
  return wire.port;
}

function fittingPorts(card: Card, end: 'in' | 'out', type: PortType): string[] {
  if (end === 'out') return card.inPorts.filter((port) => canConnect(type, accepted(port))).map((port) => port.name);
  return card.outPorts.filter((port) => canConnect(port.type, type)).map((port) => port.name);
}

/** A list port takes wires of its items, one by one. */
export function accepted(port: { readonly type: PortType; readonly list?: boolean }): PortType {
  return port.list && port.type.startsWith('list of ') ? (port.type.slice('list of '.length) as PortType) : port.type;
}

function portType(graph: Graph, start: WireStart): PortType | undefined {
  const card = graph.cards.get(start.node);
  const inPort = card?.inPorts.find((port) => port.name === start.port);
  if (start.end === 'in') return inPort && accepted(inPort);
  return card?.outPorts.find((port) => port.name === start.port)?.type;
}

/** A node and all that needs it, directly or not. */
export function descendants(graph: Graph, node: string): ReadonlySet<string> {
  return reachable(graph, node, 'forth');
}

/** The node and all that it leads to, or comes from. */
function reachable(graph: Graph, start: string, direction: 'forth' | 'back'): ReadonlySet<string> {
  const seen = new Set([start]);
  const open = [start];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const wires = direction === 'forth' ? graph.wiresFrom.get(id) : graph.wiresTo.get(id);
    for (const wire of wires ?? []) {
      const next = direction === 'forth' ? wire.to : wire.from;
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(next);
    }
  }
  return seen;
}
