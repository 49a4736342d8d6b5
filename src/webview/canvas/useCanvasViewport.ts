import { useReactFlow, useStoreApi } from '@xyflow/react';
import { useCallback, useEffect, useRef } from 'react';
import { boundsOfGraph, cardRectangle } from '../graph/buildGraph.ts';
import type { Rectangle } from '../graph/geometry.ts';
import type { CanvasModel, Viewport } from '../store/canvasStore.ts';
import { useCanvasModel } from '../store/canvasStore.ts';
import { OVERVIEW_ZOOM } from './Overview.tsx';

/**
 * Limits of the zoom. A graph that would be smaller than `openMinimum` when all of it is shown opens at `shown` instead,
 * where it begins: names can be read there.
 */
export const ZOOM = { minimum: 0.02, maximum: 2, fitMaximum: 1, openMinimum: 0.4, shown: 0.8 } as const;

/** Free space around the graph when it is fitted, in CSS pixels; the top leaves room for the toolbar. */
const MARGIN = { top: 64, right: 48, bottom: 48, left: 48 } as const;
const GLIDE_MS = 200;

/** Gives the model its way to move the visible part, and opens on a sensible part of a graph seen for the first time. */
export function useCanvasViewport(): void {
  const model = useCanvasModel();
  const flow = useReactFlow();
  const flowStore = useStoreApi();
  const opened = useRef(model.saved.viewport !== undefined);

  const size = useCallback(() => {
    const { width, height } = flowStore.getState();
    return { width, height };
  }, [flowStore]);

  useEffect(() => {
    const duration = () => (window.matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : GLIDE_MS);
    const viewport: Viewport = {
      fit: () => {
        const target = fitted(boundsNow(model), size());
        if (target) void jump(model, flow, target, duration());
      },
      zoomBy: (factor) => void flow.zoomTo(flow.getZoom() * factor, { duration: duration() }),
      show: (id) => showCard(model, id, flow, size(), duration()),
      toCanvas: (point) => flow.screenToFlowPosition(point),
      centre: () => {
        const { width, height } = size();
        const { x, y, zoom } = flow.getViewport();
        return { x: (width / 2 - x) / zoom, y: (height / 2 - y) / zoom };
      },
    };
    model.viewport.active = viewport;
    return () => {
      model.viewport.active = null;
    };
  }, [model, flow, size]);

  useEffect(() => {
    const open = () => {
      const { width } = size();
      const cards = boundsNow(model);
      if (opened.current || width === 0 || !cards) return;
      opened.current = true;
      const whole = fitted(cards, size());
      const legible = whole && whole.zoom < ZOOM.openMinimum ? fitted(cards, size(), ZOOM.shown) : whole;
      void flow.setViewport(legible ?? { x: 0, y: 0, zoom: 1 });
    };
    open();
    const endModel = model.store.subscribe(open);
    const endFlow = flowStore.subscribe(open);
    return () => {
      endModel();
      endFlow();
    };
  }, [model, flow, flowStore, size]);
}

function boundsNow(model: CanvasModel): Rectangle | undefined {
  const { graph } = model.store.getState();
  return graph && boundsOfGraph(graph);
}

/**
 * The viewport that shows a rectangle. When it does not fit at the smallest zoom allowed, its left side is shown: flows
 * begin there.
 */
function fitted(
  bounds: Rectangle | undefined,
  size: { width: number; height: number },
  minimumZoom: number = ZOOM.minimum,
) {
  if (!bounds || size.width === 0) return undefined;
  const width = Math.max(1, size.width - MARGIN.left - MARGIN.right);
  const height = Math.max(1, size.height - MARGIN.top - MARGIN.bottom);
  const wanted = Math.min(width / bounds.width, height / bounds.height, ZOOM.fitMaximum);
  const zoom = Math.max(wanted, minimumZoom);
  const spareX = width - bounds.width * zoom;
  const spareY = height - bounds.height * zoom;
  return {
    x: MARGIN.left + Math.max(0, spareX / 2) - bounds.x * zoom,
    y: MARGIN.top + spareY / 2 - bounds.y * zoom,
    zoom,
  };
}

type Flow = ReturnType<typeof useReactFlow>;

/**
 * Changes the viewport. React Flow draws what is visible before it hears that nothing is to be drawn any more, so that a
 * large graph has to be painted before it is seen from afar.
 */
async function jump(
  model: CanvasModel,
  flow: Flow,
  target: { x: number; y: number; zoom: number },
  duration: number,
): Promise<void> {
  const paintAhead = target.zoom < OVERVIEW_ZOOM;
  if (paintAhead) {
    model.store.setState({ paintAhead });
    await drawn();
  }
  await flow.setViewport(target, { duration });
  if (paintAhead) model.store.setState({ paintAhead: false });
}

/** Resolves when what was just changed is on the screen. */
function drawn(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
  });
}

function showCard(
  model: CanvasModel,
  id: string,
  flow: Flow,
  size: { width: number; height: number },
  duration: number,
): void {
  const { graph } = model.store.getState();
  if (!graph?.cards.has(id)) return;
  const card = cardRectangle(graph, id);
  const { x, y, zoom } = flow.getViewport();
  const left = card.x * zoom + x;
  const top = card.y * zoom + y;
  const inside =
    left >= 0 && top >= 0 && left + card.width * zoom <= size.width && top + card.height * zoom <= size.height;
  if (inside && zoom >= ZOOM.openMinimum) return;
  const middle = { x: card.x + card.width / 2, y: card.y + card.height / 2 };
  void flow.setCenter(middle.x, middle.y, { zoom: Math.max(zoom, ZOOM.shown), duration });
}
