import type { Position } from '../../flow/model.ts';

/** Width of every card, in canvas units. */
export const CARD_WIDTH = 240;
/** Icon, name and status. */
export const HEADER_HEIGHT = 36;
/** The line that says what the node does. */
export const SUMMARY_HEIGHT = 24;
/** One in-port and one out-port beside each other. */
export const PORT_ROW_HEIGHT = 22;
/** Below the last row of ports. */
export const CARD_PADDING_BOTTOM = 8;
/** What a card may grow by while its node runs or has failed; automatic layout leaves this room free below it. */
export const FOOTER_ROOM = 44;
/** Room that the tag of a flow input or output takes beside its port. */
export const TAG_ROOM = 80;
/** Distance of one step of the arrow keys. */
export const ARROW_STEP = 10;
/** Distance of one step of the arrow keys with Shift. */
export const ARROW_STEP_LARGE = 50;
/** A duplicate stands this far right of and below its original. */
export const DUPLICATE_OFFSET: Position = [32, 32];
/** Diameter of the part of a port that takes the pointer. */
export const PORT_HANDLE_SIZE = 18;

/** Width and height, in canvas units. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A place with its size, in canvas units. */
export interface Rectangle extends Size {
  readonly x: number;
  readonly y: number;
}

/** Size of a card with these numbers of ports; its footer is not counted. */
export function cardSize(inPorts: number, outPorts: number): Size {
  const rows = Math.max(inPorts, outPorts);
  const height = HEADER_HEIGHT + SUMMARY_HEIGHT + rows * PORT_ROW_HEIGHT + CARD_PADDING_BOTTOM;
  return { width: CARD_WIDTH, height };
}

/** Height of a port's middle from the top of its card; `-1` is the header, where `after` and `when` wires end. */
export function portY(index: number): number {
  if (index < 0) return HEADER_HEIGHT / 2;
  return HEADER_HEIGHT + SUMMARY_HEIGHT + index * PORT_ROW_HEIGHT + PORT_ROW_HEIGHT / 2;
}

/** The smallest rectangle around all of them; undefined for none. */
export function boundsOf(rectangles: Iterable<Rectangle>): Rectangle | undefined {
  let left = Number.POSITIVE_INFINITY;
  let top = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (const { x, y, width, height } of rectangles) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + width);
    bottom = Math.max(bottom, y + height);
  }
  if (left > right) return undefined;
  return { x: left, y: top, width: right - left, height: bottom - top };
}
