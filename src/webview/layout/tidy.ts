import { layeredLayout } from '../../flow/layout/layeredLayout.ts';
import type { Position } from '../../flow/model.ts';
import type { Graph } from '../graph/buildGraph.ts';
import { FOOTER_ROOM } from '../graph/geometry.ts';
import { isEditable } from '../store/canvasState.ts';
import { type CanvasModel, showNotice } from '../store/canvasStore.ts';
import { commitMoves, moveCards } from '../store/editActions.ts';
import { elkLayout } from './elkLayout.ts';

/** Beyond this ELK takes minutes; the built-in layout takes over. */
export const ELK_NODES_MAX = 1_500;

/** How long cards glide to their new places. */
const ANIMATION_MS = 280;

/** How to lay out a graph; ELK unless a test says otherwise. */
export type LayOut = (graph: Graph) => Promise<ReadonlyMap<string, Position>>;

/**
 * Lays the whole graph out afresh: cards glide to their places, which are then written as one undo step. A layout that
 * is ready only after the document has changed is dropped.
 */
export async function tidy(model: CanvasModel, layOut: LayOut = layOutBySize(model)): Promise<void> {
  const { graph, document } = model.store.getState();
  if (!graph || !document || !isEditable(model.store.getState()) || graph.cards.size === 0) return;
  const positions = await layOut(graph);
  if (model.store.getState().document?.version !== document.version) {
    showNotice(model, 'The flow was changed while it was being tidied, so nothing was moved.');
    return;
  }
  await glide(model, graph.positions, positions);
  await commitMoves(model, document.version);
  model.viewport.active?.fit();
}

function layOutBySize(model: CanvasModel): LayOut {
  return async (graph) => {
    if (graph.cards.size > ELK_NODES_MAX) return layOutHere(graph);
    try {
      return await elkLayout(graph);
    } catch (error) {
      // A webview without workers still gets a tidy graph; the cause goes to the extension's log.
      model.host.post({ type: 'viewError', message: `The layout worker failed: ${String(error)}` });
      return layOutHere(graph);
    }
  };
}

function layOutHere(graph: Graph): ReadonlyMap<string, Position> {
  const nodes = [...graph.cards.values()].map(({ id, size }) => ({
    id,
    width: size.width,
    height: size.height + FOOTER_ROOM,
  }));
  return layeredLayout(nodes, graph.wires);
}

/** Moves the cards step by step; at once for people who asked for less motion, and for graphs too large for it. */
function glide(
  model: CanvasModel,
  from: ReadonlyMap<string, Position>,
  to: ReadonlyMap<string, Position>,
): Promise<void> {
  const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches || to.size > ELK_NODES_MAX;
  if (still) {
    moveCards(model, to);
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    const started = performance.now();
    const step = () => {
      const share = Math.min(1, (performance.now() - started) / ANIMATION_MS);
      moveCards(model, between(from, to, easeOut(share)));
      if (share < 1) requestAnimationFrame(step);
      else resolve();
    };
    step();
  });
}

function easeOut(share: number): number {
  return 1 - (1 - share) ** 3;
}

function between(
  from: ReadonlyMap<string, Position>,
  to: ReadonlyMap<string, Position>,
  share: number,
): [string, Position][] {
  return [...to].map(([id, [x, y]]) => {
    const [fromX, fromY] = from.get(id) ?? [x, y];
    return [id, [fromX + (x - fromX) * share, fromY + (y - fromY) * share]];
  });
}
