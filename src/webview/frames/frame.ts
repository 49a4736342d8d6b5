import type { GroupColor } from '../../flow/groupColor.ts';
import { isGroupColor } from '../../flow/groupColor.ts';
import type { FlowGroup, Position } from '../../flow/model.ts';
import type { Card } from '../graph/card.ts';
import { boundsOf, CARD_WIDTH, type Rectangle, type Size } from '../graph/geometry.ts';

/** A group as the canvas draws it. The same object as long as nothing of it changes. */
export interface Frame {
  readonly id: string;
  /** The group's title, or its id. */
  readonly title: string;
  readonly color?: GroupColor;
  /** Those of the group's nodes that are there, in the order of the file. */
  readonly nodes: readonly string[];
}

/** What `frameRectangle` needs of a graph. */
export interface PlacedCards {
  readonly cards: ReadonlyMap<string, Card>;
  readonly positions: ReadonlyMap<string, Position>;
}

/** Height of the line above the cards that carries the title. */
export const FRAME_TITLE_HEIGHT = 28;
/** Free space between a frame and the cards within, in canvas units; below them there is room for what they say of a run. */
export const FRAME_PADDING = { side: 20, bottom: 28 } as const;
/** Size of a frame whose cards are hidden. */
export const COLLAPSED_SIZE: Size = { width: CARD_WIDTH, height: 60 };

/** Builds the frames of a flow's groups. */
export function buildFrames(groups: readonly FlowGroup[], cards: ReadonlyMap<string, unknown>): readonly Frame[] {
  return groups.map(({ id, title, color, nodes }) => ({
    id,
    title: title || id,
    ...(isGroupColor(color) && { color }),
    nodes: [...new Set(nodes)].filter((node) => cards.has(node)),
  }));
}

/**
 * The place that a frame takes: around its cards, `moving` ones where they are shown now. Undefined for a frame without
 * any.
 */
export function frameRectangle(
  { nodes }: Frame,
  { cards, positions }: PlacedCards,
  moving?: ReadonlyMap<string, Position>,
): Rectangle | undefined {
  const inner = boundsOf(
    nodes.flatMap((id) => {
      const size = cards.get(id)?.size;
      const [x, y] = moving?.get(id) ?? positions.get(id) ?? [0, 0];
      return size ? [{ x, y, ...size }] : [];
    }),
  );
  if (!inner) return undefined;
  return {
    x: inner.x - FRAME_PADDING.side,
    y: inner.y - FRAME_TITLE_HEIGHT - FRAME_PADDING.side / 2,
    width: inner.width + 2 * FRAME_PADDING.side,
    height: inner.height + FRAME_TITLE_HEIGHT + FRAME_PADDING.side / 2 + FRAME_PADDING.bottom,
  };
}

/** The place of the block that stands for a frame's hidden cards: in the middle of where these are. */
export function collapsedPlace(frame: Rectangle): Rectangle {
  return {
    x: Math.round(frame.x + (frame.width - COLLAPSED_SIZE.width) / 2),
    y: Math.round(frame.y + (frame.height - COLLAPSED_SIZE.height) / 2),
    ...COLLAPSED_SIZE,
  };
}

/** The collapsed frame that hides each card; a card of several goes with the first of them. */
export function hiddenCards(frames: readonly Frame[], collapsed: ReadonlySet<string>): ReadonlyMap<string, string> {
  const hidden = new Map<string, string>();
  if (collapsed.size === 0) return hidden;
  for (const frame of frames)
    if (collapsed.has(frame.id)) for (const node of frame.nodes) if (!hidden.has(node)) hidden.set(node, frame.id);
  return hidden;
}

/** The groups that would be left without a node when these are deleted. */
export function emptiedGroups(frames: readonly Frame[], deleted: ReadonlySet<string>): readonly string[] {
  return frames.filter(({ nodes }) => nodes.length > 0 && nodes.every((node) => deleted.has(node))).map(({ id }) => id);
}
