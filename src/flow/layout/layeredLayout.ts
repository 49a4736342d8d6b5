import type { Position } from '../model.ts';
import { type GraphIndex, indexGraph, type LayoutEdge, type LayoutNode } from './graphIndex.ts';
import { stackLayer } from './stackLayer.ts';

export type { LayoutEdge, LayoutNode } from './graphIndex.ts';

/** Distances in canvas units. */
export interface LayoutOptions {
  /** Between two layers. */
  readonly layerGap?: number;
  /** Between two nodes of a layer. */
  readonly nodeGap?: number;
}

const LAYER_GAP = 80;
const NODE_GAP = 40;
/** Positions are multiples of this, so that they read well in the file. */
const GRID = 10;
/** Times that the layers are ordered by their neighbours on one side, then on the other. */
const ORDERING_SWEEPS = 4;

interface Placement {
  readonly layers: readonly (readonly number[])[];
  readonly graph: GraphIndex;
  readonly nodes: readonly LayoutNode[];
}

/**
 * Places a graph from left to right: each node right of what it needs, nodes of a layer ordered so that few edges
 * cross, each near the middle of what it needs. The same graph always gets the same layout. Parts of the graph that are
 * not connected stand below each other, nodes without any edge in a grid at the end.
 */
export function layeredLayout(
  nodes: readonly LayoutNode[],
  edges: readonly LayoutEdge[],
  options: LayoutOptions = {},
): ReadonlyMap<string, Position> {
  const graph = indexGraph(nodes, edges);
  const layerGap = options.layerGap ?? LAYER_GAP;
  const nodeGap = options.nodeGap ?? NODE_GAP;
  const positions = new Map<string, Position>();
  const single: number[] = [];
  let top = 0;
  for (const part of connectedParts(graph)) {
    if (part.length === 1) {
      single.push(...part);
      continue;
    }
    const layers = orderLayers({ layers: layersOf(graph, part), graph, nodes });
    top = placePart({ layers, graph, nodes }, layerGap, nodeGap, top, positions) + nodeGap;
  }
  placeGrid(single, nodes, layerGap, nodeGap, top, positions);
  return positions;
}

/** Connected parts in the order of their first node; each in topological order. */
function connectedParts(graph: GraphIndex): readonly (readonly number[])[] {
  const partOf = new Int32Array(graph.order.length).fill(-1);
  let count = 0;
  for (let root = 0; root < partOf.length; root += 1) {
    if (partOf[root] !== -1) continue;
    const waiting = [root];
    partOf[root] = count;
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      for (const other of [...(graph.successors[node] ?? []), ...(graph.predecessors[node] ?? [])]) {
        if (partOf[other] !== -1) continue;
        partOf[other] = count;
        waiting.push(other);
      }
    }
    count += 1;
  }
  const parts: number[][] = Array.from({ length: count }, () => []);
  for (const node of graph.order) parts[partOf[node] ?? 0]?.push(node);
  return parts;
}

/** Longest way from a source; a source itself moves next to the first node that needs it. */
function layersOf(graph: GraphIndex, part: readonly number[]): readonly (readonly number[])[] {
  const layerOf = new Map<number, number>();
  for (const node of part) {
    let layer = 0;
    for (const source of graph.predecessors[node] ?? []) layer = Math.max(layer, (layerOf.get(source) ?? 0) + 1);
    layerOf.set(node, layer);
  }
  for (const node of part) {
    const targets = graph.successors[node] ?? [];
    if ((graph.predecessors[node] ?? []).length > 0 || targets.length === 0) continue;
    let nearest = Number.POSITIVE_INFINITY;
    for (const target of targets) nearest = Math.min(nearest, layerOf.get(target) ?? 0);
    layerOf.set(node, Math.max(0, nearest - 1));
  }
  const layers: number[][] = [];
  for (const node of part.toSorted((left, right) => left - right)) {
    const layer = layerOf.get(node) ?? 0;
    while (layers.length <= layer) layers.push([]);
    layers[layer]?.push(node);
  }
  return layers;
}

/** Orders each layer by the mean place of its neighbours, forth and back. */
function orderLayers({ layers, graph }: Placement): readonly (readonly number[])[] {
  const ordered = layers.map((layer) => [...layer]);
  const place = new Map<number, number>();
  const number = (layer: readonly number[]): void => {
    layer.forEach((node, index) => place.set(node, (index + 0.5) / layer.length));
  };
  for (const layer of ordered) number(layer);
  for (let sweep = 0; sweep < ORDERING_SWEEPS; sweep += 1) {
    const forth = sweep % 2 === 0;
    const neighbours = forth ? graph.predecessors : graph.successors;
    for (const layer of forth ? ordered : ordered.toReversed()) {
      const wanted = new Map(layer.map((node) => [node, mean(neighbours[node] ?? [], place) ?? place.get(node) ?? 0]));
      layer.sort((left, right) => (wanted.get(left) ?? 0) - (wanted.get(right) ?? 0) || left - right);
      number(layer);
    }
  }
  return ordered;
}

/** Places one connected part with its upper edge at `top`; returns its lower edge. */
function placePart(
  { layers, graph, nodes }: Placement,
  layerGap: number,
  nodeGap: number,
  top: number,
  positions: Map<string, Position>,
): number {
  const centre = new Map<number, number>();
  const heights = (layer: readonly number[]): readonly number[] => layer.map((node) => nodes[node]?.height ?? 0);
  for (const layer of layers) {
    const wanted = layer.map((node) => mean(graph.predecessors[node] ?? [], centre));
    stackLayer(wanted, heights(layer), nodeGap).forEach((y, index) => centre.set(layer[index] ?? 0, y));
  }
  for (const layer of layers.toReversed()) {
    const wanted = layer.map((node) => alignment(graph, node, centre));
    stackLayer(wanted, heights(layer), nodeGap).forEach((y, index) => centre.set(layer[index] ?? 0, y));
  }
  let upper = Number.POSITIVE_INFINITY;
  for (const [node, y] of centre) upper = Math.min(upper, y - (nodes[node]?.height ?? 0) / 2);
  let x = 0;
  let lower = top;
  for (const layer of layers) {
    let width = 0;
    for (const node of layer) {
      const box = nodes[node];
      if (!box) continue;
      const y = snap((centre.get(node) ?? 0) - box.height / 2 - upper + top);
      positions.set(box.id, [x, y]);
      width = Math.max(width, box.width);
      lower = Math.max(lower, y + box.height);
    }
    x = snapUp(x + width + layerGap);
  }
  return snapUp(lower);
}

/** Where the neighbours on both sides want a node, those that need it with twice the weight. */
function alignment(graph: GraphIndex, node: number, centre: ReadonlyMap<number, number>): number | undefined {
  const before = mean(graph.predecessors[node] ?? [], centre);
  const after = mean(graph.successors[node] ?? [], centre);
  if (before === undefined || after === undefined) return after ?? centre.get(node);
  return (before + 2 * after) / 3;
}

function placeGrid(
  single: readonly number[],
  nodes: readonly LayoutNode[],
  gapX: number,
  gapY: number,
  top: number,
  positions: Map<string, Position>,
): void {
  const columns = Math.max(1, Math.ceil(Math.sqrt(single.length)));
  const boxes = single.map((node) => nodes[node]).filter((box) => box !== undefined);
  const width = boxes.reduce((widest, box) => Math.max(widest, box.width), 0) + gapX;
  let y = top;
  for (let start = 0; start < boxes.length; start += columns) {
    const row = boxes.slice(start, start + columns);
    row.forEach((box, column) => positions.set(box.id, [snapUp(column * width), y]));
    y = snapUp(y + row.reduce((highest, box) => Math.max(highest, box.height), 0) + gapY);
  }
}

function mean(nodes: readonly number[], values: ReadonlyMap<number, number>): number | undefined {
  let sum = 0;
  let count = 0;
  for (const node of nodes) {
    const value = values.get(node);
    if (value === undefined) continue;
    sum += value;
    count += 1;
  }
  return count === 0 ? undefined : sum / count;
}

function snap(value: number): number {
  return Math.round(value / GRID) * GRID || 0;
}

function snapUp(value: number): number {
  return Math.ceil(value / GRID) * GRID;
}
