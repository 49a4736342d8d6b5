import type { ElkNode } from 'elkjs/lib/elk-api.js';
import Elk from 'elkjs/lib/elk-api.js';
import type { Position } from '../../flow/model.ts';
import type { Graph } from '../graph/buildGraph.ts';
import type { Card } from '../graph/card.ts';
import { FOOTER_ROOM, portY } from '../graph/geometry.ts';

/** Free space between cards, in canvas units: beside each other in a layer, and between layers for the wires. */
const SPACING = { node: 28, layer: 96, component: 56 } as const;

const LAYOUT_OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.padding': '[top=0,left=0,bottom=0,right=0]',
  'elk.spacing.nodeNode': String(SPACING.node),
  'elk.spacing.componentComponent': String(SPACING.component),
  'elk.layered.spacing.nodeNodeBetweenLayers': String(SPACING.layer),
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.considerModelOrder.components': 'MODEL_ORDER',
} as const;

/** Address of the worker's source, which the host writes on the root of the page. */
function workerSource(): string {
  const source = document.getElementById('root')?.dataset['workerSource'];
  if (source === undefined) throw new Error('The page does not say where the layout worker is.');
  return source;
}

/**
 * Lays the graph out with ELK in a worker. The worker is made of a blob: VS Code serves a webview's files from an
 * origin that may not start workers.
 *
 * @throws {Error} When the worker cannot be loaded, or ELK refuses the graph.
 */
export async function elkLayout(graph: Graph): Promise<ReadonlyMap<string, Position>> {
  const response = await fetch(workerSource());
  if (!response.ok) throw new Error(`The layout worker could not be loaded (${response.status}).`);
  const url = URL.createObjectURL(new Blob([await response.text()], { type: 'text/javascript' }));
  const elk = new Elk({ workerFactory: () => new Worker(url) });
  try {
    return positionsOf(await elk.layout(elkGraph(graph)));
  } finally {
    elk.terminateWorker();
    URL.revokeObjectURL(url);
  }
}

function elkGraph(graph: Graph): ElkNode {
  return {
    id: '#root',
    layoutOptions: LAYOUT_OPTIONS,
    children: [...graph.cards.values()].map(elkNode),
    edges: graph.wires.map((wire) => ({
      id: wire.id,
      sources: [portId(wire.from, 'out', wire.fromPort)],
      targets: [portId(wire.to, 'in', wire.toPort)],
    })),
  };
}

function elkNode(card: Card): ElkNode {
  const port = (side: 'in' | 'out', name: string | undefined, index: number) => ({
    id: portId(card.id, side, name),
    x: side === 'in' ? 0 : card.size.width,
    y: portY(index),
    width: 0,
    height: 0,
  });
  return {
    id: card.id,
    width: card.size.width,
    height: card.size.height + FOOTER_ROOM,
    layoutOptions: { 'elk.portConstraints': 'FIXED_POS' },
    ports: [
      port('in', undefined, -1),
      port('out', undefined, -1),
      ...card.inPorts.map(({ name }, index) => port('in', name, index)),
      ...card.outPorts.map(({ name }, index) => port('out', name, index)),
    ],
  };
}

function portId(node: string, side: 'in' | 'out', port: string | undefined): string {
  return `${node}/${side}/${port ?? ''}`;
}

function positionsOf(layout: ElkNode): ReadonlyMap<string, Position> {
  const children = layout.children ?? [];
  return new Map(children.map(({ id, x = 0, y = 0 }) => [id, [Math.round(x), Math.round(y)]]));
}
