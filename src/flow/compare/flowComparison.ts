import type { JsonValue, Position } from '../model.ts';

/** A value that differs. The side where nothing stands has no such property. */
export interface ValueChange {
  /** Keys that lead to it from the node or entry that it belongs to; empty for the whole of that. */
  readonly path: readonly string[];
  readonly before?: JsonValue;
  readonly after?: JsonValue;
}

/** Where a node is drawn. The side where the file does not say has no such property. */
export interface PositionChange {
  readonly before?: Position;
  readonly after?: Position;
}

/** What became of a node that is on one side only, or that is not the same on both. */
export type NodeChange =
  | (NodeContent & { readonly type: 'added' })
  | (NodeContent & { readonly type: 'removed' })
  | (NodeContent & {
      readonly type: 'kept';
      /** Its id before; another one than `id` when it was renamed. */
      readonly earlierId: string;
    });

/** What a node says that the other side does not say. */
interface NodeContent {
  /** Its id after the change; of a removed node the one it had. */
  readonly id: string;
  /** Its kind after the change; of a removed node the one it had. */
  readonly uses: string;
  /** Everything but wires and position. */
  readonly values: readonly ValueChange[];
  /** What is under `in`, `after` and `when`. A wire that only follows a renamed node or input is not among them. */
  readonly wires: readonly ValueChange[];
  readonly position?: PositionChange;
}

/** What became of anything else at the top level: an input, a secret, an output, a group, a variable, the name… */
export interface EntryChange {
  readonly type: 'added' | 'removed' | 'kept';
  /** Key of the top level. */
  readonly section: string;
  /** Which entry of the section, after the change; absent where the section is one value, such as `name`. */
  readonly name?: string;
  /** Its name before, when it was renamed. */
  readonly earlierName?: string;
  readonly values: readonly ValueChange[];
}

/**
 * How far two texts are apart: not at all; in comments, blank lines and spelling; in where nodes are drawn; or in what
 * they say.
 */
export type Extent = 'identical' | 'format' | 'layout' | 'meaning';

/** How one flow differs from another. */
export interface FlowComparison {
  readonly extent: Extent;
  /** In the order of the file after the change; a removed node comes after the one that stood before it. */
  readonly nodes: readonly NodeChange[];
  readonly entries: readonly EntryChange[];
  /** Nodes that are on both sides stand in another order. */
  readonly reordered: boolean;
}

/** What can be said of a changed node in one word. Several may hold. */
export type NodeMark = 'added' | 'removed' | 'renamed' | 'changed' | 'rewired' | 'moved';

/** The words for a node, the weightiest first; `moved` only where nothing else holds. */
export function marksOf(change: NodeChange): readonly NodeMark[] {
  if (change.type !== 'kept') return [change.type];
  const marks: NodeMark[] = [];
  if (change.earlierId !== change.id) marks.push('renamed');
  if (change.values.length > 0) marks.push('changed');
  if (change.wires.length > 0) marks.push('rewired');
  return marks.length > 0 ? marks : ['moved'];
}
