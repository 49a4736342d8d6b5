import type { FlowPath } from '../model.ts';
import type { BlockCache, PlacedEntry, Section } from './documentSyntax.ts';
import { KnownBlocks } from './knownBlocks.ts';
import { type NotByBlocks, type ParsedBlock, parseBlock } from './parseBlock.ts';
import { type SectionPart, splitText, type TextPart } from './splitText.ts';
import type { SyntaxEntry } from './syntaxTree.ts';

/** A text that was read part by part. */
export interface BlockParse {
  readonly sections: readonly Section[];
  readonly cache: BlockCache;
  /** At least one part is no readable YAML. */
  readonly failed: boolean;
}

/** Reads a text part by part, taking from the cache what was read before. Undefined when its shape does not allow it. */
export function parseBlocks(text: string, known: BlockCache): BlockParse | undefined {
  const parts = splitText(text);
  if (!parts || parts.length === 0) return undefined;
  const run = new BlockRun(text, known);
  const sections: Section[] = [];
  for (const part of parts) {
    const section = run.readSection(part);
    if (!section) return undefined;
    sections.push(section);
  }
  return { sections, cache: run.cache, failed: run.failed };
}

class BlockRun {
  readonly cache = new Map<string, ParsedBlock[]>();
  failed = false;
  readonly #text: string;
  readonly #earlier: BlockCache;
  readonly #known = new Map<string, KnownBlocks>();

  constructor(text: string, earlier: BlockCache) {
    this.#text = text;
    this.#earlier = earlier;
  }

  readSection(part: SectionPart): Section | undefined {
    const head = this.#readPart(part, []);
    if (!head) return undefined;
    const { entry, diagnostics } = head;
    if (part.children.length === 0) {
      const { value } = entry;
      const children = value.kind === 'map' ? value.entries.map((child) => ({ entry: child, base: part.start })) : [];
      return { entry, base: part.start, children, diagnostics };
    }
    const children: PlacedEntry[] = [];
    const blocks: ParsedBlock[] = [];
    for (const childPart of part.children) {
      const block = this.#readPart(childPart, [entry.key]);
      if (!block) return undefined;
      blocks.push(block);
      children.push({ entry: block.entry, base: childPart.start });
    }
    return { entry: spanning(entry, part.start, children), base: part.start, children, diagnostics, blocks };
  }

  #readPart(part: TextPart, path: FlowPath): ParsedBlock | undefined {
    const section = String(path[0] ?? '');
    const block = this.#knownOf(section).find(this.#text, part.start, part.end) ?? this.#parse(part, path);
    if (block === 'whole') return undefined;
    if (block.failed) this.failed = true;
    const cache = this.cache.get(section);
    if (cache) cache.push(block);
    else this.cache.set(section, [block]);
    return block;
  }

  #parse(part: TextPart, path: FlowPath): ParsedBlock | NotByBlocks {
    const text = this.#text.slice(part.start, part.end);
    return parseBlock(this.#earlier.size === 0 ? text : detached(text), path);
  }

  #knownOf(section: string): KnownBlocks {
    const known = this.#known.get(section) ?? new KnownBlocks(this.#earlier.get(section) ?? []);
    this.#known.set(section, known);
    return known;
  }
}

/**
 * A copy that does not keep the text that it was cut from in memory. A cache that is carried from edit to edit would else
 * hold a whole file for each block that was ever edited.
 */
function detached(text: string): string {
  return ` ${text}`.slice(1);
}

/** The entry of a section whose map was read child by child, with the span of that map. */
function spanning(entry: SyntaxEntry, base: number, children: readonly PlacedEntry[]): SyntaxEntry {
  const first = children[0];
  const last = children.at(-1);
  if (!first || !last) return entry;
  const start = first.base + first.entry.start - base;
  const end = last.base + last.entry.end - base;
  return { ...entry, end, value: { kind: 'map', flow: false, entries: [], start, end, size: children.length } };
}
