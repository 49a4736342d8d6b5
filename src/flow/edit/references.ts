import type { FlowDocument } from '../document.ts';
import type { FlowNode, FlowPath, WireSource } from '../model.ts';
import { sectionOf } from '../parse/documentSyntax.ts';
import { locate, valueOf } from '../parse/locate.ts';
import { resolved, type SyntaxNode, type SyntaxScalar } from '../parse/syntaxTree.ts';
import { parseWire } from '../parse/wireText.ts';

/** What kind of place names a node: a wire, an entry of `after`, a condition, a member of a group, a flow's output. */
export type ReferenceKind = 'wire' | 'after' | 'when' | 'group' | 'output';

/** A scalar in the text that names a node. */
export interface Reference {
  readonly kind: ReferenceKind;
  readonly path: FlowPath;
  /** The node named. */
  readonly id: string;
  readonly scalar: SyntaxScalar;
  readonly base: number;
  /** Reached through an alias: the text is shared with other places. */
  readonly shared: boolean;
}

interface Search {
  readonly document: FlowDocument;
  readonly ids: ReadonlySet<string>;
  readonly found: Reference[];
}

interface Start {
  readonly kind: ReferenceKind;
  readonly node: SyntaxNode;
  readonly base: number;
  readonly path: FlowPath;
  readonly shared: boolean;
}

/** Every scalar that names one of these nodes. Keys of `nodes` and `layout` are not among them. */
export function referencesTo(document: FlowDocument, ids: ReadonlySet<string>): readonly Reference[] {
  const search: Search = { document, ids, found: [] };
  const { model } = document;
  for (const node of model.nodes) if (names(node, ids)) searchNode(search, node.id);
  if (model.outputs.some((output) => isOneOf(output.source, ids))) searchOutputs(search);
  if (model.groups.some((group) => group.nodes.some((id) => ids.has(id)))) searchGroups(search);
  return search.found;
}

/** The scalars within one node that name one of these nodes. */
export function referencesWithin(document: FlowDocument, node: string, ids: ReadonlySet<string>): readonly Reference[] {
  const search: Search = { document, ids, found: [] };
  searchNode(search, node);
  return search.found;
}

function names(node: FlowNode, ids: ReadonlySet<string>): boolean {
  return (
    node.in.some((port) => port.sources.some((source) => isOneOf(source, ids))) ||
    node.after.some((id) => ids.has(id)) ||
    (node.when !== undefined && isOneOf(node.when.source, ids))
  );
}

function isOneOf(source: WireSource, ids: ReadonlySet<string>): boolean {
  return source.from === 'node' && ids.has(source.node);
}

function searchNode(search: Search, id: string): void {
  const path: FlowPath = ['nodes', id];
  forEachEntry(search.document, path, (key, start) => {
    if (key === 'after' || key === 'when') searchValue(search, { ...start, kind: key });
    if (key !== 'in') return;
    const shared = start.shared || start.node.kind === 'alias';
    const ports = resolved(start.node);
    for (const port of ports.kind === 'map' ? ports.entries : []) {
      searchValue(search, {
        kind: 'wire',
        node: port.value,
        base: start.base,
        path: [...start.path, port.key],
        shared,
      });
    }
  });
}

function searchOutputs(search: Search): void {
  forEachEntry(search.document, ['outputs'], (_key, start) => searchValue(search, { ...start, kind: 'output' }));
}

function searchGroups(search: Search): void {
  for (const { entry } of sectionOf(search.document.syntax, 'groups')?.children ?? []) {
    forEachEntry(search.document, ['groups', entry.key], (key, start) => {
      if (key === 'nodes') searchValue(search, { ...start, kind: 'group' });
    });
  }
}

/** Calls back for the entries of the map at a path. */
function forEachEntry(
  document: FlowDocument,
  path: FlowPath,
  visit: (key: string, start: Omit<Start, 'kind'>) => void,
): void {
  const located = locate(document.syntax, path);
  if (!located) return;
  const value = valueOf(located);
  const shared = located.behindAlias || value.kind === 'alias';
  const target = resolved(value);
  if (target.kind !== 'map') return;
  for (const entry of target.entries) {
    visit(entry.key, { node: entry.value, base: located.placed.base, path: [...path, entry.key], shared });
  }
}

function searchValue(search: Search, start: Start): void {
  const shared = start.shared || start.node.kind === 'alias';
  const target = resolved(start.node);
  if (target.kind === 'list') {
    target.items.forEach((item, index) =>
      searchValue(search, { ...start, node: item, path: [...start.path, index], shared }),
    );
  } else if (target.kind === 'scalar') {
    const id = nodeNamed(search.document, start, target);
    const { kind, path, base } = start;
    if (id !== undefined && search.ids.has(id)) search.found.push({ kind, path, id, scalar: target, base, shared });
  }
}

function nodeNamed(document: FlowDocument, { kind, base }: Start, scalar: SyntaxScalar): string | undefined {
  if (scalar.value === null) return undefined;
  const text = typeof scalar.value === 'string' ? scalar.value : sourceOf(document, scalar, base);
  if (kind === 'after' || kind === 'group') return text;
  const source = parseWire(kind === 'when' ? text.trim().replace(/^not\s+/, '') : text);
  return source?.from === 'node' ? source.node : undefined;
}

/** A scalar as it is written. */
export function sourceOf(document: FlowDocument, scalar: SyntaxScalar, base: number): string {
  return document.text.slice(scalar.start + base, scalar.end + base);
}
