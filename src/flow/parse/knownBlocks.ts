import type { ParsedBlock } from './parseBlock.ts';

/** Parts after a miss that are tried in place before all are searched: one part was changed, added or removed. */
const TRIED_AFTER_MISS = 3;

/**
 * The parts of an earlier text, to be found again in a later one. Parts mostly come again in the order in which they
 * were, so that each is compared with the next of the earlier ones; only when several in a row differ, all are searched.
 */
export class KnownBlocks {
  readonly #blocks: readonly ParsedBlock[];
  #next = 0;
  #misses = 0;
  #byText: Map<string, number> | undefined;

  constructor(blocks: readonly ParsedBlock[]) {
    this.#blocks = blocks;
  }

  /** The earlier part with the text between two offsets. */
  find(text: string, start: number, end: number): ParsedBlock | undefined {
    const tries = this.#misses === 0 ? 1 : TRIED_AFTER_MISS;
    for (let index = this.#next; index < this.#next + tries; index += 1) {
      const block = this.#blocks[index];
      if (!block || block.text.length !== end - start || !text.startsWith(block.text, start)) continue;
      return this.#found(index);
    }
    this.#misses += 1;
    if (this.#misses < 2) return undefined;
    const index = this.#search(text.slice(start, end));
    return index === undefined ? undefined : this.#found(index);
  }

  #found(index: number): ParsedBlock | undefined {
    this.#next = index + 1;
    this.#misses = 0;
    return this.#blocks[index];
  }

  #search(text: string): number | undefined {
    this.#byText ??= new Map(this.#blocks.map((block, index) => [block.text, index]));
    return this.#byText.get(text);
  }
}
