import type { Diagnostic } from '../diagnostic.ts';
import type { Span } from '../model.ts';
import type { ParsedBlock } from './parseBlock.ts';
import type { SyntaxEntry, SyntaxNode } from './syntaxTree.ts';

/** An entry together with the offset in the file that its own offsets count from. */
export interface PlacedEntry {
  readonly entry: SyntaxEntry;
  readonly base: number;
}

/** A node together with the offset in the file that its own offsets count from. */
export interface PlacedNode {
  readonly node: SyntaxNode;
  readonly base: number;
}

/**
 * A top-level entry. When its value is a map, `children` are that map's entries. The map in `entry` itself may lack
 * them, because they may have been read one by one.
 */
export interface Section extends PlacedEntry {
  readonly children: readonly PlacedEntry[];
  /** What the YAML of the entry itself has wrong, counted from `base`. */
  readonly diagnostics: readonly Diagnostic[];
  /** What was read of each child, in the same order; absent when the text was read as a whole. */
  readonly blocks?: readonly ParsedBlock[];
}

/** The shape of the top level: a block map, a flow map in braces, nothing at all, or something that is no map. */
export type RootShape = 'block' | 'flow' | 'empty' | 'other';

/** The tree of a whole file. */
export interface DocumentSyntax {
  readonly sections: readonly Section[];
  readonly root: RootShape;
  /** Where the root map stands, in a flow map with its braces. */
  readonly rootSpan: Span;
  /** What was read of the parts of the text, for the next parse. */
  readonly blocks: BlockCache;
}

/** What was read of the parts of a text, in order, by the section that they are of; `''` for top-level entries. */
export type BlockCache = ReadonlyMap<string, readonly ParsedBlock[]>;

/** The section of a key; the first one when the key stands there twice. */
export function sectionOf(syntax: DocumentSyntax, key: string): Section | undefined {
  return syntax.sections.find((section) => section.entry.key === key);
}
