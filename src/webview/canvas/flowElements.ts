import { type Edge, type Node, type NodeHandle, Position as Side } from '@xyflow/react';
import type { Position } from '../../flow/model.ts';
import type { Graph } from '../graph/buildGraph.ts';
import type { Card, Wire } from '../graph/card.ts';
import { PORT_HANDLE_SIZE, portY } from '../graph/geometry.ts';

/** A card as React Flow knows it. */
export type CardElement = Node<{ readonly card: Card; readonly expanded: boolean }, 'card'>;
/** A wire as React Flow knows it. */
export type WireElement = Edge<{ readonly wire: Wire }, 'wire'>;

/** How far a port's area reaches out of its card: the radius of its dot. */
export const PORT_OUTSET = 5;

/** Ids of the areas at a card's header where wires without a port start and end. */
const HEADER_PORT = '#header';
/** Id of the area that takes a wire as a new in-port. Not a name that a port could have. */
export const NEW_PORT = '#new';

/** Id of a port's area: the same name may be an in-port and an out-port. */
export function handleId(end: 'in' | 'out', port: string | undefined): string {
  return `${end}:${port ?? HEADER_PORT}`;
}

/** Name of the port whose area has this id; undefined for the header's. */
export function portOfHandle(handle: string | null | undefined): string | undefined {
  const port = handle?.replace(/^(?:in|out):/, '');
  return port === HEADER_PORT ? undefined : port;
}

interface CachedCard {
  readonly card: Card;
  readonly position: Position;
  readonly selected: boolean;
  readonly expanded: boolean;
  readonly element: CardElement;
}

/** Makes React Flow's nodes, the same object for a card as long as nothing about it changes. */
export class CardElements {
  #cache = new Map<string, CachedCard>();

  /** `expandedCard` is the card that shows all of its ports; `hidden` ones are left out. */
  of(
    graph: Graph,
    moving: ReadonlyMap<string, Position>,
    selection: ReadonlySet<string>,
    expandedCard: string | undefined,
    hidden: ReadonlyMap<string, unknown>,
  ): CardElement[] {
    const next = new Map<string, CachedCard>();
    for (const card of graph.cards.values()) {
      if (hidden.has(card.id)) continue;
      const position = moving.get(card.id) ?? graph.positions.get(card.id) ?? [0, 0];
      const selected = selection.has(card.id);
      const expanded = card.id === expandedCard;
      const known = this.#cache.get(card.id);
      const same =
        known?.card === card &&
        known.position === position &&
        known.selected === selected &&
        known.expanded === expanded;
      next.set(card.id, same ? known : cached(card, position, selected, expanded));
    }
    this.#cache = next;
    return [...next.values()].map(({ element }) => element);
  }
}

function cached(card: Card, position: Position, selected: boolean, expanded: boolean): CachedCard {
  return { card, position, selected, expanded, element: cardElement(card, position, selected, expanded) };
}

function cardElement(card: Card, [x, y]: Position, selected: boolean, expanded: boolean): CardElement {
  const size = expanded ? card.fullSize : card.size;
  return {
    id: card.id,
    type: 'card',
    position: { x, y },
    data: { card, expanded },
    selected,
    // Sizes and ports are told, not measured, so that cards outside of the window need not be drawn to draw their wires.
    ...size,
    measured: size,
    handles: handlesOf(card),
  };
}

function handlesOf(card: Card): NodeHandle[] {
  const handle = (end: 'in' | 'out', port: string | undefined, index: number): NodeHandle => ({
    id: handleId(end, port),
    type: end === 'in' ? 'target' : 'source',
    position: end === 'in' ? Side.Left : Side.Right,
    x: handleX(card, end, index < 0 ? 0 : PORT_OUTSET),
    y: portY(index) - PORT_HANDLE_SIZE / 2,
    width: PORT_HANDLE_SIZE,
    height: PORT_HANDLE_SIZE,
  });
  return [
    handle('in', undefined, -1),
    handle('out', undefined, -1),
    ...card.inPorts.map(({ name }, index) => handle('in', name, index)),
    ...card.outPorts.map(({ name }, index) => handle('out', name, index)),
  ];
}

function handleX(card: Card, end: 'in' | 'out', outset: number): number {
  return end === 'in' ? -outset : card.size.width + outset - PORT_HANDLE_SIZE;
}

/** Makes React Flow's edges, the same object for a wire, and the same list, as long as nothing about them changes. */
export class WireElements {
  #cache = new Map<string, WireElement>();
  #list: WireElement[] = [];

  /** `hidden` says of cards which element stands in their place; wires within it are left out. */
  of(graph: Graph, selectedWire: string | null, hidden: ReadonlyMap<string, string>): WireElement[] {
    const next = new Map<string, WireElement>();
    for (const wire of graph.wires) {
      const selected = wire.id === selectedWire;
      const source = hidden.get(wire.from) ?? wire.from;
      const target = hidden.get(wire.to) ?? wire.to;
      if (source === target && source !== wire.from) continue;
      const known = this.#cache.get(wire.id);
      const same = known?.data?.wire === wire && known.selected === selected;
      const ends = known?.source === source && known.target === target;
      next.set(wire.id, same && ends ? known : wireElement(wire, source, target, selected));
    }
    this.#cache = next;
    const list = [...next.values()];
    // React Flow goes through every edge whenever the list is another one.
    const same = list.length === this.#list.length && list.every((element, index) => element === this.#list[index]);
    if (!same) this.#list = list;
    return this.#list;
  }
}

function wireElement(wire: Wire, source: string, target: string, selected: boolean): WireElement {
  return {
    id: wire.id,
    type: 'wire',
    source,
    sourceHandle: handleId('out', source === wire.from ? wire.fromPort : undefined),
    target,
    targetHandle: handleId('in', target === wire.to ? wire.toPort : undefined),
    data: { wire },
    selected,
    reconnectable: wire.role === 'data' && source === wire.from && target === wire.to,
  };
}
