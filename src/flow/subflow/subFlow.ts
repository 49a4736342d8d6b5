import type { Catalog } from '../catalog/kind.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { FlowDocument } from '../document.ts';
import type { AbsentFlow, FlowPlace } from './flowFiles.ts';
import type { TreeFault } from './subFlowTree.ts';

/** A flow that nodes of another one stand for. */
export interface SubFlow {
  readonly document: FlowDocument;
  readonly place: FlowPlace;
  /** What is wrong with it by itself. */
  readonly diagnostics: readonly Diagnostic[];
  /** The kinds that its own nodes may be of. */
  readonly catalog: Catalog;
  /** The flows that it uses itself. */
  readonly flows: SubFlows['flows'];
}

/** Why a sub-flow cannot be used at all. */
export type SubFlowFault = TreeFault | AbsentFlow | { readonly outside: true } | { readonly homeless: true };

/** The sub-flows of a document, by what its nodes say under `uses`. */
export interface SubFlows {
  /** The kinds of the catalog and a kind for each sub-flow that can be read. */
  readonly catalog: Catalog;
  readonly flows: ReadonlyMap<string, SubFlow | SubFlowFault>;
}

/** Whether a sub-flow could be had. */
export function isSubFlow(found: SubFlow | SubFlowFault | undefined): found is SubFlow {
  return found !== undefined && 'document' in found;
}
