import type { FlowPath } from '../model.ts';
import { resolved, type SyntaxEntry, type SyntaxNode, type SyntaxScalar } from '../parse/syntaxTree.ts';
import type { LanguageContext } from './languageContext.ts';

/** A piece of the tree with what is needed to say where it stands. */
export interface PlacedTree {
  readonly node: SyntaxNode;
  readonly base: number;
  readonly path: FlowPath;
  readonly shared: boolean;
}

/** A key with its value and the way to it. */
export interface PlacedKey {
  readonly entry: SyntaxEntry;
  readonly base: number;
  readonly path: FlowPath;
  readonly shared: boolean;
}

/** The value of a key. */
export function valueOf({ entry, base, path, shared }: PlacedKey): PlacedTree {
  return { node: entry.value, base, path, shared };
}

/** The entries of a map; none of anything else. */
export function entriesOf({ node, base, path, shared }: PlacedTree): readonly PlacedKey[] {
  const target = resolved(node);
  if (target.kind !== 'map') return [];
  const behindAlias = shared || node.kind === 'alias';
  return target.entries.map((entry) => ({ entry, base, path: [...path, entry.key], shared: behindAlias }));
}

/** A scalar with the way to it. */
export interface PlacedScalar {
  readonly scalar: SyntaxScalar;
  readonly base: number;
  readonly path: FlowPath;
  readonly shared: boolean;
  /** Its value as text. */
  text(context: LanguageContext): string;
}

/** All scalars of a tree, in order. */
export function scalarsOf({ node, base, path, shared }: PlacedTree): readonly PlacedScalar[] {
  const target = resolved(node);
  const behindAlias = shared || node.kind === 'alias';
  if (target.kind === 'map') {
    return target.entries.flatMap((entry) =>
      scalarsOf({ node: entry.value, base, path: [...path, entry.key], shared: behindAlias }),
    );
  }
  if (target.kind === 'list') {
    return target.items.flatMap((item, index) =>
      scalarsOf({ node: item, base, path: [...path, index], shared: behindAlias }),
    );
  }
  if (target.value === null) return [];
  const text = ({ document }: LanguageContext): string =>
    typeof target.value === 'string' ? target.value : document.text.slice(target.start + base, target.end + base);
  return [{ scalar: target, base, path, shared: behindAlias, text }];
}
