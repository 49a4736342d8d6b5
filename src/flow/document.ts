import type { Diagnostic } from './diagnostic.ts';
import type { FlowModel, FlowPath, Span } from './model.ts';
import type { DocumentSyntax } from './parse/documentSyntax.ts';

/** Which part of an entry a span covers: key and value together, the key alone, or the value alone. */
export type EntryPart = 'entry' | 'key' | 'value';

/** A `.flow` text and everything that was read from it. Immutable; any text at all has one. */
export interface FlowDocument {
  readonly text: string;
  readonly model: FlowModel;
  /** What is wrong with syntax and structure, in order of place. Meaning is the business of `validateFlow`. */
  readonly diagnostics: readonly Diagnostic[];
  /** The text is no readable YAML map: the model may miss most of it, and edits of the graph are refused. */
  readonly broken: boolean;
  /** Where an entry stands in the text; undefined when there is none. `entry` is the default part. */
  spanOf(path: FlowPath, part?: EntryPart): Span | undefined;
  /** Path of the innermost entry at an offset; empty outside of every entry. */
  pathAt(offset: number): FlowPath;
  /** The tree of the text, for the modules of this layer. */
  readonly syntax: DocumentSyntax;
}
