import type { KindDefinition } from '../flow/catalog/kind.ts';
import type { Difference } from '../flow/compare/differences.ts';
import type { DocumentSnapshot } from './document.ts';

/** Two flows as one picture, complete, as plain JSON. */
export interface ComparisonSnapshot {
  /** What is compared, for headings: `HEAD:report.flow` and the like. */
  readonly before: string;
  readonly after: string;
  /** What differs, in one sentence. */
  readonly summary: string;
  /** The flow after the change, with the nodes and wires that it lost. */
  readonly document: DocumentSnapshot;
  /** Wires by `wireKey` that only one side has. */
  readonly addedWires: readonly string[];
  readonly removedWires: readonly string[];
  readonly differences: readonly Difference[];
  /** Why there is nothing to compare, where a text cannot be read. */
  readonly problem?: string;
}

/** Everything that the extension host tells a comparison. */
export type ComparisonHostMessage =
  | {
      readonly type: 'comparison';
      readonly comparison: ComparisonSnapshot;
      readonly kinds: readonly KindDefinition[];
    }
  | { readonly type: 'step'; readonly forward: boolean };

/** Everything that a comparison tells the extension host. */
export type ComparisonViewMessage =
  | { readonly type: 'ready' }
  /** Shows the texts side by side, at a node where one is named. */
  | { readonly type: 'compareTexts'; readonly node?: string }
  | { readonly type: 'viewError'; readonly message: string; readonly stack?: string };
