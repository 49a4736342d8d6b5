import type { Catalog, KindDefinition } from '../catalog/kind.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { FlowDocument } from '../document.ts';
import { flowScope } from '../validate/flowScope.ts';
import { typeOf } from '../validate/wireProblems.ts';
import { type AbsentFlow, type FlowFiles, type FlowPlace, isAbsent } from './flowFiles.ts';
import { isSubFlow, type SubFlow, type SubFlowFault, type SubFlows } from './subFlow.ts';
import { subFlowKind } from './subFlowKind.ts';
import { resolveSubFlow } from './subFlowPath.ts';
import { subFlowsOf, subFlowTree } from './subFlowTree.ts';

/** Finds what is wrong with a flow: `validateFlow`, which reads sub-flows itself. */
export type FlowCheck = (document: FlowDocument, catalog: Catalog, place: FlowPlace) => readonly Diagnostic[];

/**
 * Reads the flows that a document uses, and those that they use. What is found out is kept as long as none of the files
 * changes. A flow in a circle of files is not looked into any further.
 */
export function readSubFlows(
  document: FlowDocument,
  catalog: Catalog,
  place: FlowPlace | undefined,
  check: FlowCheck,
): SubFlows {
  const used = subFlowsOf(document);
  if (used.length === 0) return { catalog, flows: NONE };
  const kinds: KindDefinition[] = [];
  const flows = new Map<string, SubFlow | SubFlowFault>();
  for (const { uses } of used) {
    const found = place ? openSubFlow(uses, catalog, place, check) : ({ homeless: true } as const);
    flows.set(uses, found);
    if (isSubFlow(found) && !found.document.broken) kinds.push(kindOf(uses, found));
  }
  return { catalog: extended(catalog, place?.path ?? '', kinds), flows };
}

const NONE: SubFlows['flows'] = new Map();

function openSubFlow(uses: string, catalog: Catalog, place: FlowPlace, check: FlowCheck): SubFlow | SubFlowFault {
  const path = resolveSubFlow(place.path, uses);
  if (path === undefined) return { outside: true };
  const tree = subFlowTree(place, path);
  if (!('nodes' in tree)) return tree;
  const document = place.files.read(path);
  return isAbsent(document) ? document : checkedFlow(document, catalog, { path, files: place.files }, check);
}

/** A checked flow, and the files that this depends on. */
interface Checked {
  readonly catalog: Catalog;
  readonly path: string;
  readonly files: ReadonlyMap<string, FlowDocument | AbsentFlow>;
  readonly flow: SubFlow;
}

const CHECKED = new WeakMap<FlowDocument, Checked>();

function checkedFlow(document: FlowDocument, catalog: Catalog, place: FlowPlace, check: FlowCheck): SubFlow {
  const known = CHECKED.get(document);
  if (known?.catalog === catalog && known.path === place.path && areSame(known.files, place.files)) return known.flow;
  const { files, seen } = watched(place.files);
  const inner: FlowPlace = { path: place.path, files };
  const diagnostics = check(document, catalog, inner);
  const flow: SubFlow = { document, place, diagnostics, ...readSubFlows(document, catalog, inner, check) };
  CHECKED.set(document, { catalog, path: place.path, files: seen, flow });
  return flow;
}

/** The same files, and what was read of them. */
function watched(files: FlowFiles): { files: FlowFiles; seen: Map<string, FlowDocument | AbsentFlow> } {
  const seen = new Map<string, FlowDocument | AbsentFlow>();
  const read = (path: string) => {
    const found = files.read(path);
    seen.set(path, found);
    return found;
  };
  return { files: { read }, seen };
}

function areSame(seen: ReadonlyMap<string, FlowDocument | AbsentFlow>, files: FlowFiles): boolean {
  for (const [path, earlier] of seen) {
    const now = files.read(path);
    const isSame = isAbsent(earlier) && isAbsent(now) ? earlier.absent === now.absent : earlier === now;
    if (!isSame) return false;
  }
  return true;
}

const KINDS = new WeakMap<SubFlow, Map<string, KindDefinition>>();

function kindOf(uses: string, flow: SubFlow): KindDefinition {
  const kinds = KINDS.get(flow) ?? new Map<string, KindDefinition>();
  KINDS.set(flow, kinds);
  const known = kinds.get(uses);
  if (known) return known;
  const { model } = flow.document;
  const scope = flowScope(flow.document, flow.catalog);
  const sources = new Map(model.outputs.map(({ name, source }) => [name, source]));
  const kind = subFlowKind(uses, model, (name) => {
    const source = sources.get(name);
    return source ? typeOf(scope, source) : 'any';
  });
  kinds.set(uses, kind);
  return kind;
}

const EXTENDED = new WeakMap<Catalog, Map<string, { kinds: readonly KindDefinition[]; catalog: Catalog }>>();

/** The same map for the same kinds: what is known of nodes is kept by the catalog that it was found with. */
function extended(catalog: Catalog, path: string, kinds: readonly KindDefinition[]): Catalog {
  const known = EXTENDED.get(catalog) ?? new Map<string, { kinds: readonly KindDefinition[]; catalog: Catalog }>();
  EXTENDED.set(catalog, known);
  const earlier = known.get(path);
  if (earlier?.kinds.length === kinds.length && kinds.every((kind, index) => kind === earlier.kinds[index])) {
    return earlier.catalog;
  }
  const made = kinds.length === 0 ? catalog : new Map([...catalog, ...kinds.map((kind) => [kind.id, kind] as const)]);
  known.set(path, { kinds, catalog: made });
  return made;
}
