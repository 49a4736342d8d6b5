import { useStore } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import type { NodeRunView } from '../../messages/run.ts';
import { frameRectangle } from '../frames/frame.ts';
import type { Graph } from '../graph/buildGraph.ts';
import { ownState } from '../run/nodeStatus.ts';
import { useCanvasState } from '../store/canvasStore.ts';

/** Graphs of at least this many nodes are painted instead of built of elements when they are seen from afar. */
export const OVERVIEW_NODES = 400;
/** Below this zoom nothing on a card can be read. */
export const OVERVIEW_ZOOM = 0.3;

/** Below this zoom cards have no border of their own: nothing else of them would be left. */
const BORDER_ZOOM = 0.08;

/** Whether the graph is painted now: a large one, seen from afar. */
export function useOverview(): boolean {
  const large = useCanvasState((state) => (state.graph?.cards.size ?? 0) >= OVERVIEW_NODES);
  const ahead = useCanvasState((state) => state.paintAhead);
  const far = useStore((state) => state.transform[2] < OVERVIEW_ZOOM);
  return large && (far || ahead);
}

interface Colours {
  readonly card: string;
  readonly border: string;
  readonly wire: string;
  readonly selected: string;
  readonly running: string;
  readonly failed: string;
  readonly passed: string;
  readonly frame: string;
}

/** The graph from afar, painted. Thousands of cards cost a few milliseconds this way. */
export function Overview() {
  const shown = useOverview();
  return shown ? <Painting /> : null;
}

function Painting() {
  const element = useRef<HTMLCanvasElement>(null);
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const transform = useStore((state) => state.transform);
  const graph = useCanvasState((state) => state.graph);
  const selection = useCanvasState((state) => state.selection);
  const runNodes = useCanvasState((state) => state.runNodes);
  useEffect(() => {
    const canvas = element.current;
    const context = canvas?.getContext('2d');
    if (!canvas || !context || !graph) return;
    const ratio = window.devicePixelRatio;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    const [x, y, zoom] = transform;
    context.setTransform(zoom * ratio, 0, 0, zoom * ratio, x * ratio, y * ratio);
    paint(context, graph, {
      selection,
      runNodes,
      colours: readColours(canvas),
      zoom,
      view: viewOf(width, height, transform),
    });
  }, [graph, selection, runNodes, transform, width, height]);
  return <canvas ref={element} className="overview" aria-hidden="true" />;
}

interface Scene {
  readonly selection: ReadonlySet<string>;
  readonly runNodes: ReadonlyMap<string, NodeRunView>;
  readonly colours: Colours;
  readonly zoom: number;
  readonly view: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
}

function viewOf(width: number, height: number, [x, y, zoom]: readonly [number, number, number]): Scene['view'] {
  return { left: -x / zoom, top: -y / zoom, right: (width - x) / zoom, bottom: (height - y) / zoom };
}

function paint(context: CanvasRenderingContext2D, graph: Graph, scene: Scene): void {
  paintFrames(context, graph, scene);
  paintWires(context, graph, scene);
  for (const card of graph.cards.values()) {
    const [x, y] = graph.positions.get(card.id) ?? [0, 0];
    const { width, height } = card.size;
    if (x > scene.view.right || y > scene.view.bottom || x + width < scene.view.left || y + height < scene.view.top)
      continue;
    context.fillStyle = fillOf(scene, card.id);
    context.fillRect(x, y, width, height);
    if (scene.zoom < BORDER_ZOOM && !scene.selection.has(card.id)) continue;
    context.strokeStyle = scene.selection.has(card.id) ? scene.colours.selected : scene.colours.border;
    context.lineWidth = (scene.selection.has(card.id) ? 2 : 1) / scene.zoom;
    context.strokeRect(x, y, width, height);
  }
}

function paintFrames(context: CanvasRenderingContext2D, graph: Graph, { colours, zoom }: Scene): void {
  context.strokeStyle = colours.frame;
  context.lineWidth = 1 / zoom;
  for (const frame of graph.frames) {
    const place = frameRectangle(frame, graph);
    if (place) context.strokeRect(place.x, place.y, place.width, place.height);
  }
}

function paintWires(context: CanvasRenderingContext2D, graph: Graph, { colours, zoom, view }: Scene): void {
  context.strokeStyle = colours.wire;
  context.lineWidth = 1 / zoom;
  context.beginPath();
  for (const wire of graph.wires) {
    const from = graph.positions.get(wire.from);
    const to = graph.positions.get(wire.to);
    const size = graph.cards.get(wire.from)?.size;
    if (!from || !to || !size) continue;
    const [x1, y1, x2, y2] = [from[0] + size.width, from[1] + size.height / 2, to[0], to[1] + size.height / 2];
    if (Math.max(x1, x2) < view.left || Math.min(x1, x2) > view.right) continue;
    if (Math.max(y1, y2) < view.top || Math.min(y1, y2) > view.bottom) continue;
    context.moveTo(x1, y1);
    context.lineTo(x2, y2);
  }
  context.stroke();
}

function fillOf({ runNodes, colours, zoom }: Scene, id: string): string {
  switch (ownState(runNodes.get(id))) {
    case 'running':
      return colours.running;
    case 'failed':
    case 'crashed':
    case 'timed-out':
      return colours.failed;
    case 'succeeded':
    case 'cached':
      return colours.passed;
    default:
      return zoom < BORDER_ZOOM ? colours.border : colours.card;
  }
}

/** A painting knows no CSS variables; they are read once per painting, so that a change of theme shows. */
function readColours(element: Element): Colours {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    card: read('--card-background'),
    border: read('--card-border'),
    wire: read('--wire-colour'),
    selected: read('--vscode-focusBorder'),
    running: read('--state-running'),
    failed: read('--state-failed'),
    passed: read('--state-passed'),
    frame: read('--vscode-descriptionForeground'),
  };
}
