import type { FlowPath, Span } from '../model.ts';

/** Something in a flow that has a name and is named elsewhere. */
export type FlowSymbol =
  | { readonly is: 'node'; readonly name: string }
  | { readonly is: 'input'; readonly name: string }
  | { readonly is: 'secret'; readonly name: string }
  | { readonly is: 'resource'; readonly name: string }
  | { readonly is: 'inPort'; readonly node: string; readonly name: string }
  | { readonly is: 'outPort'; readonly node: string; readonly name: string };

/** A place in the text that names a symbol. */
export interface Occurrence {
  readonly symbol: FlowSymbol;
  /** Just the name. */
  readonly span: Span;
  readonly isDefinition: boolean;
  /** How the name is written there, where that differs from the symbol's own: a variable has `_` for each `-`. */
  readonly written: 'name' | 'variable';
  /** Reached through an alias: the text belongs to other places too. */
  readonly shared: boolean;
  /** The entry that it stands in. */
  readonly path: FlowPath;
}

/** Whether two symbols are the same. */
export function sameSymbol(left: FlowSymbol, right: FlowSymbol): boolean {
  if (left.is !== right.is || left.name !== right.name) return false;
  return !('node' in left) || !('node' in right) || left.node === right.node;
}
