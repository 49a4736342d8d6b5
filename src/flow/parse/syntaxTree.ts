import type { Span } from '../model.ts';

/**
 * The YAML of a text or of a part of it, reduced to what this layer needs. Offsets count from the start of the part that
 * was read, so that a part which moved within its file keeps its tree.
 */
export type SyntaxNode = SyntaxScalar | SyntaxMap | SyntaxList | SyntaxAlias;

/** What every node has. The span leaves out an anchor or tag before it and comments after it. */
interface Common extends Span {
  /** Nodes in this subtree with aliases expanded, itself included. */
  readonly size: number;
  /** Start of the anchor or tag before the node, when there is one. */
  readonly propertiesStart?: number;
}

/** A single value: text, number, boolean or null. */
export interface SyntaxScalar extends Common {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** `absent`: nothing stands there, as after `key:`; reads as null. */
  readonly style: 'plain' | 'single' | 'double' | 'literal' | 'folded' | 'absent';
}

/** A map, in block style or in braces. */
export interface SyntaxMap extends Common {
  readonly kind: 'map';
  readonly flow: boolean;
  readonly entries: readonly SyntaxEntry[];
}

/** A list, in block style or in brackets. */
export interface SyntaxList extends Common {
  readonly kind: 'list';
  readonly flow: boolean;
  readonly items: readonly SyntaxNode[];
}

/** A reference to what stands at an anchor. */
export interface SyntaxAlias extends Common {
  readonly kind: 'alias';
  readonly target: SyntaxNode;
}

/** A key with its value; the span reaches from the start of the key to the end of the value. */
export interface SyntaxEntry extends Span {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: SyntaxNode;
}

/** The node that an alias stands for, or the node itself. */
export function resolved(node: SyntaxNode): SyntaxScalar | SyntaxMap | SyntaxList {
  let current = node;
  while (current.kind === 'alias') current = current.target;
  return current;
}

/** Whether nothing stands there, or a null was written. */
export function isNull(node: SyntaxNode): boolean {
  const target = resolved(node);
  return target.kind === 'scalar' && target.value === null;
}

/** The first entry with a key. Later ones of the same key are reported as duplicates and have no say. */
export function entryOf(map: SyntaxMap, key: string): SyntaxEntry | undefined {
  return map.entries.find((entry) => entry.key === key);
}
