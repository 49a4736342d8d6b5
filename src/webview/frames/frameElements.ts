import { type Node, Position as Side } from '@xyflow/react';
import type { Position } from '../../flow/model.ts';
import { handleId } from '../canvas/flowElements.ts';
import type { Graph } from '../graph/buildGraph.ts';
import { PORT_HANDLE_SIZE, type Rectangle } from '../graph/geometry.ts';
import { collapsedPlace, type Frame, frameRectangle } from './frame.ts';

/** A frame as React Flow knows it. */
export type FrameElement = Node<{ readonly frame: Frame; readonly collapsed: boolean }, 'frame'>;

/** Class of the part of a frame that it is dragged by; a collapsed one is dragged by all of it. */
export const FRAME_HANDLE = 'frame-title';

/** Below wires and cards; a collapsed frame stands among the cards. */
const BEHIND = -1;

const PREFIX = 'frame:';

/** Id of a frame among React Flow's nodes. No node may have such an id. */
export function frameElementId(group: string): string {
  return PREFIX + group;
}

/** The group whose frame has this id; undefined for the id of a card. */
export function groupOfElement(id: string): string | undefined {
  return id.startsWith(PREFIX) ? id.slice(PREFIX.length) : undefined;
}

/** Makes React Flow's nodes for frames, the same object for a frame as long as nothing about it changes. */
export class FrameElements {
  #cache = new Map<string, FrameElement>();

  /** Larger frames come first, so that those within them are drawn above. */
  of(graph: Graph, moving: ReadonlyMap<string, Position>, collapsed: ReadonlySet<string>): FrameElement[] {
    const next = new Map<string, FrameElement>();
    const placed = graph.frames.flatMap((frame) => {
      const rectangle = frameRectangle(frame, graph, moving);
      return rectangle ? [{ frame, rectangle }] : [];
    });
    placed.sort((a, b) => area(b.rectangle) - area(a.rectangle));
    for (const { frame, rectangle } of placed) {
      const isCollapsed = collapsed.has(frame.id);
      const place = isCollapsed ? collapsedPlace(rectangle) : rectangle;
      const known = this.#cache.get(frame.id);
      next.set(
        frame.id,
        known && isSame(known, frame, isCollapsed, place) ? known : element(frame, isCollapsed, place),
      );
    }
    this.#cache = next;
    return [...next.values()];
  }
}

function area({ width, height }: Rectangle): number {
  return width * height;
}

function isSame({ data, position, width, height }: FrameElement, frame: Frame, collapsed: boolean, place: Rectangle) {
  const placed = position.x === place.x && position.y === place.y && width === place.width && height === place.height;
  return placed && data.frame === frame && data.collapsed === collapsed;
}

function element(frame: Frame, collapsed: boolean, { x, y, width, height }: Rectangle): FrameElement {
  const handle = (end: 'in' | 'out') => ({
    id: handleId(end, undefined),
    type: end === 'in' ? ('target' as const) : ('source' as const),
    position: end === 'in' ? Side.Left : Side.Right,
    x: end === 'in' ? 0 : width - PORT_HANDLE_SIZE,
    y: (height - PORT_HANDLE_SIZE) / 2,
    width: PORT_HANDLE_SIZE,
    height: PORT_HANDLE_SIZE,
  });
  return {
    id: frameElementId(frame.id),
    type: 'frame',
    position: { x, y },
    data: { frame, collapsed },
    dragHandle: collapsed ? '.frame' : `.${FRAME_HANDLE}`,
    selectable: false,
    ...(!collapsed && { zIndex: BEHIND }),
    width,
    height,
    measured: { width, height },
    handles: collapsed ? [handle('in'), handle('out')] : [],
  };
}
