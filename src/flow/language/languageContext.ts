import type { Catalog, KindDefinition } from '../catalog/kind.ts';
import type { FlowDocument } from '../document.ts';
import type { FlowModel, FlowNode, FlowPath } from '../model.ts';
import { wiredPorts } from '../ports.ts';
import type { CursorPlace } from './cursor.ts';

/** What the features of the text know of a flow. */
export interface LanguageContext {
  readonly document: FlowDocument;
  /** What may be named: the model of the text, or of its last readable version while it is half-written. */
  readonly model: FlowModel;
  readonly catalog: Catalog;
}

/** The context of a document; `lastGood` is its newest readable version. */
export function languageContext(document: FlowDocument, catalog: Catalog, lastGood?: FlowDocument): LanguageContext {
  const model = document.broken && lastGood ? lastGood.model : document.model;
  return { document, model, catalog };
}

/** The node with an id. */
export function nodeOf(model: FlowModel, id: string | number | undefined): FlowNode | undefined {
  const tables = tablesOf(model);
  tables.byId ??= new Map(model.nodes.toReversed().map((node) => [node.id, node]));
  return tables.byId.get(String(id));
}

/** Kind of a node as the model knows it. */
export function kindOfNode(context: LanguageContext, id: string): KindDefinition | undefined {
  return context.catalog.get(nodeOf(context.model, id)?.uses ?? '');
}

/** Kind of the node that is being written: what its lines say counts more than what could be read of it. */
export function kindAtCursor(context: LanguageContext, place: CursorPlace, id: string): KindDefinition | undefined {
  const beside = place.path.length === 2 && place.role === 'key' ? place.siblings : place.beside(2);
  const written = beside.get('uses') ?? (place.inFlow ? place.siblings.get('uses') : undefined);
  return (written === undefined ? undefined : context.catalog.get(written)) ?? kindOfNode(context, id);
}

/** Out-ports by node that some wire names. */
export function portsInUse(model: FlowModel): ReadonlyMap<string, ReadonlySet<string>> {
  const tables = tablesOf(model);
  tables.ports ??= wiredPorts(model);
  return tables.ports;
}

/** The node and everything that waits for it, directly or by way of others. */
export function withDependents(model: FlowModel, id: string): ReadonlySet<string> {
  const consumers = consumersOf(model);
  const found = new Set([id]);
  for (const node of found) for (const consumer of consumers.get(node) ?? []) found.add(consumer);
  return found;
}

/** Id of the node that a path is in. */
export function nodeIdAt(path: FlowPath): string | undefined {
  return path[0] === 'nodes' && path.length > 1 ? String(path[1]) : undefined;
}

interface Tables {
  byId?: ReadonlyMap<string, FlowNode>;
  ports?: ReadonlyMap<string, ReadonlySet<string>>;
  consumers?: ReadonlyMap<string, readonly string[]>;
}

const TABLES = new WeakMap<FlowModel, Tables>();

function tablesOf(model: FlowModel): Tables {
  const known = TABLES.get(model);
  if (known) return known;
  const tables: Tables = {};
  TABLES.set(model, tables);
  return tables;
}

function consumersOf(model: FlowModel): ReadonlyMap<string, readonly string[]> {
  const tables = tablesOf(model);
  if (tables.consumers) return tables.consumers;
  const consumers = new Map<string, string[]>();
  for (const node of model.nodes) {
    for (const id of needsOf(node)) {
      const known = consumers.get(id);
      if (known) known.push(node.id);
      else consumers.set(id, [node.id]);
    }
  }
  tables.consumers = consumers;
  return consumers;
}

/** Ids of everything that a node waits for. */
export function needsOf(node: FlowNode): readonly string[] {
  const needs = [...node.after];
  for (const port of node.in) for (const source of port.sources) if (source.from === 'node') needs.push(source.node);
  if (node.when?.source.from === 'node') needs.push(node.when.source.node);
  return needs;
}
