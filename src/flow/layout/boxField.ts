import type { Position } from '../model.ts';

/** Side of the squares by which boxes are looked up. */
const CELL = 400;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Boxes on the canvas, looked up by place. */
export class BoxField {
  readonly #cells = new Map<string, Box[]>();
  readonly #gap: number;

  /** @param gap distance that boxes keep from each other. */
  constructor(gap: number) {
    this.#gap = gap;
  }

  /** Takes a place as it is. */
  add(x: number, y: number, width: number, height: number): void {
    const box = { x, y, width, height };
    for (const key of cellsOf(box, 0)) {
      const cell = this.#cells.get(key);
      if (cell) cell.push(box);
      else this.#cells.set(key, [box]);
    }
  }

  /** The first free place from `[x, y]` downwards, which is then taken. */
  addBelow(x: number, y: number, width: number, height: number): Position {
    let top = y;
    for (let hit = this.#overlapping(x, top, width, height); hit; hit = this.#overlapping(x, top, width, height)) {
      top = Math.ceil(hit.y + hit.height + this.#gap);
    }
    this.add(x, top, width, height);
    return [x, top];
  }

  #overlapping(x: number, y: number, width: number, height: number): Box | undefined {
    const gap = this.#gap;
    for (const key of cellsOf({ x, y, width, height }, gap)) {
      const hit = this.#cells.get(key)?.find((box) => {
        const besides = box.x + box.width + gap <= x || x + width + gap <= box.x;
        return !besides && !(box.y + box.height + gap <= y || y + height + gap <= box.y);
      });
      if (hit) return hit;
    }
    return undefined;
  }
}

function cellsOf(box: Box, margin: number): readonly string[] {
  const keys: string[] = [];
  const right = Math.floor((box.x + box.width + margin) / CELL);
  const bottom = Math.floor((box.y + box.height + margin) / CELL);
  for (let column = Math.floor((box.x - margin) / CELL); column <= right; column += 1) {
    for (let row = Math.floor((box.y - margin) / CELL); row <= bottom; row += 1) keys.push(`${column}:${row}`);
  }
  return keys;
}
