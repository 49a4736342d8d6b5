import type { Catalog, KindDefinition } from '../catalog/kind.ts';
import type { FlowDocument } from '../document.ts';
import type { FlowModel, FlowNode } from '../model.ts';
import { sectionOf } from '../parse/documentSyntax.ts';
import type { SubFlows } from '../subflow/subFlow.ts';
import { nearest } from '../suggest.ts';

/** Suggestions that one validation looks for; each compares a name with many others. */
const SUGGESTIONS = 200;

/** What the nodes of a flow may name, and the catalog that says what they may be. */
export interface FlowScope {
  readonly model: FlowModel;
  readonly catalog: Catalog;
  readonly nodes: ReadonlyMap<string, FlowNode>;
  readonly inputs: ReadonlySet<string>;
  readonly secrets: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
  /** Flows that nodes stand for, by what they say under `uses`. */
  readonly subFlows: SubFlows['flows'];
  kindOf(node: FlowNode): KindDefinition | undefined;
  /** The nearest candidate, as long as suggestions are not used up. */
  suggest(name: string, candidates: Iterable<string>): string | undefined;
}

/** Gathers the names of a document; the catalog has a kind for each sub-flow. */
export function flowScope(
  document: FlowDocument,
  catalog: Catalog,
  subFlows: SubFlows['flows'] = new Map(),
): FlowScope {
  const { model } = document;
  let suggestions = 0;
  return {
    model,
    catalog,
    nodes: new Map(model.nodes.map((node) => [node.id, node])),
    inputs: new Set(model.inputs.map((input) => input.name)),
    secrets: new Set(model.secrets),
    services: new Set(sectionOf(document.syntax, 'services')?.children.map((child) => child.entry.key)),
    subFlows,
    kindOf: (node) => catalog.get(node.uses),
    suggest: (name, candidates) => {
      suggestions += 1;
      return suggestions <= SUGGESTIONS ? nearest(name, candidates) : undefined;
    },
  };
}
