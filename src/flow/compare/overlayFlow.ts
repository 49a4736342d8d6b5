import type { FlowModel, FlowNode, InPort, Position, WireSource } from '../model.ts';
import { formatWire } from '../parse/wireText.ts';
import type { FlowComparison } from './flowComparison.ts';

/** Both flows drawn as one. */
export interface OverlayFlow {
  /** The flow after the change, with the nodes and wires that it lost. */
  readonly model: FlowModel;
  /** Wires by `wireKey` that only one side has. */
  readonly addedWires: readonly string[];
  readonly removedWires: readonly string[];
}

/** Room that a removed node gets where it would lie upon another, in canvas units. */
const ROOM = { width: 240, height: 140 } as const;

/** Names a wire by where it ends and where it comes from. `place` is `in.port`, `after` or `when`. */
export function wireKey(to: string, place: string, source: WireSource): string {
  return `${to} ${place} ${formatWire(source)}`;
}

/** Draws two flows as one, with nodes and wires of the first called as the second calls them. */
export function overlayFlow(before: FlowModel, after: FlowModel, comparison: FlowComparison): OverlayFlow {
  const laterIds = new Map<string, string>();
  for (const change of comparison.nodes) if (change.type === 'kept') laterIds.set(change.earlierId, change.id);
  const earlier = new Map(before.nodes.map((node) => renamedNode(node, laterIds)).map((node) => [node.id, node]));
  const later = new Map(after.nodes.map((node) => [node.id, node]));
  const removed = comparison.nodes.flatMap(({ type, id }) => (type === 'removed' ? (earlier.get(id) ?? []) : []));
  const nodes = [...after.nodes.map((node) => withLostWires(node, earlier.get(node.id))), ...removed];
  const wiresBefore = wireKeys(earlier.values());
  const wiresAfter = wireKeys(later.values());
  return {
    model: { ...after, nodes, layout: overlayLayout(before, after, removed) },
    addedWires: [...wiresAfter].filter((key) => !wiresBefore.has(key)),
    removedWires: [...wiresBefore].filter((key) => !wiresAfter.has(key)),
  };
}

function renamedNode(node: FlowNode, laterIds: ReadonlyMap<string, string>): FlowNode {
  const later = (id: string): string => laterIds.get(id) ?? id;
  const source = (wire: WireSource): WireSource => (wire.from === 'node' ? { ...wire, node: later(wire.node) } : wire);
  return {
    ...node,
    id: later(node.id),
    in: node.in.map((port) => ({ ...port, sources: port.sources.map(source) })),
    after: node.after.map(later),
    ...(node.when ? { when: { ...node.when, source: source(node.when.source) } } : {}),
  };
}

function withLostWires(node: FlowNode, earlier: FlowNode | undefined): FlowNode {
  if (!earlier) return node;
  const ports = new Map(node.in.map((port) => [port.port, port]));
  for (const port of earlier.in) ports.set(port.port, withSources(ports.get(port.port), port));
  const when = node.when ?? earlier.when;
  return {
    ...node,
    in: [...ports.values()],
    after: [...new Set([...node.after, ...earlier.after])],
    ...(when ? { when } : {}),
  };
}

function withSources(port: InPort | undefined, earlier: InPort): InPort {
  if (!port) return earlier;
  const known = new Set(port.sources.map(formatWire));
  return { ...port, sources: [...port.sources, ...earlier.sources.filter((source) => !known.has(formatWire(source)))] };
}

function wireKeys(nodes: Iterable<FlowNode>): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const node of nodes) {
    for (const { port, sources } of node.in)
      for (const source of sources) keys.add(wireKey(node.id, `in.${port}`, source));
    for (const id of node.after) keys.add(wireKey(node.id, 'after', { from: 'node', node: id }));
    if (node.when) keys.add(wireKey(node.id, 'when', node.when.source));
  }
  return keys;
}

function overlayLayout(
  before: FlowModel,
  after: FlowModel,
  removed: readonly FlowNode[],
): ReadonlyMap<string, Position> {
  const layout = new Map(after.layout);
  for (const { id } of removed) {
    const place = before.layout.get(id);
    if (place) layout.set(id, freePlace(place, [...layout.values()]));
  }
  return layout;
}

/** The place, or the first one below it that nothing is drawn at. */
function freePlace([x, y]: Position, taken: readonly Position[]): Position {
  let free = y;
  const isTaken = (): boolean =>
    taken.some(([left, top]) => Math.abs(left - x) < ROOM.width && Math.abs(top - free) < ROOM.height);
  while (isTaken()) free += ROOM.height;
  return [x, free];
}
