import type { FlowNode } from '../model.ts';
import { sectionOf } from '../parse/documentSyntax.ts';
import { childIndex, locate } from '../parse/locate.ts';
import { INPUTS_WORD } from '../parse/wireText.ts';
import { type LanguageContext, nodeOf } from './languageContext.ts';
import { entriesOf, type PlacedKey, type PlacedScalar, type PlacedTree, scalarsOf, valueOf } from './placedTree.ts';
import { settingOccurrences } from './settingOccurrences.ts';
import { type FlowSymbol, type Occurrence, sameSymbol } from './symbols.ts';

/** What stands at an offset, when it is the name of something. */
export function occurrenceAt(context: LanguageContext, offset: number): Occurrence | undefined {
  const path = context.document.pathAt(offset);
  const [section, name] = path;
  if (section === undefined) return undefined;
  const found =
    section === 'nodes'
      ? occurrencesInNode(context, String(name))
      : occurrencesInSection(context, String(section), name === undefined ? undefined : String(name));
  return found.find(({ span }) => span.start <= offset && offset <= span.end);
}

/** Every place that names a symbol, in order of place. */
export function occurrencesOf(context: LanguageContext, symbol: FlowSymbol): readonly Occurrence[] {
  const found: Occurrence[] = [];
  const take = (occurrences: readonly Occurrence[]): void => {
    for (const occurrence of occurrences) if (sameSymbol(occurrence.symbol, symbol)) found.push(occurrence);
  };
  for (const section of ['inputs', 'secrets', 'defaults', 'outputs', 'groups']) {
    take(occurrencesInSection(context, section, undefined));
  }
  const isWritten = writtenIn(context, symbol.name);
  for (const node of context.document.model.nodes) {
    if (mayName(node, symbol, isWritten)) take(occurrencesInNode(context, node.id));
  }
  if (symbol.is === 'node') take(layoutEntry(context, symbol.name));
  return found.toSorted((left, right) => left.span.start - right.span.start);
}

/** Says of nodes whether a name stands anywhere in their text. */
function writtenIn({ document }: LanguageContext, name: string): (node: string) => boolean {
  const { text, syntax } = document;
  const section = sectionOf(syntax, 'nodes');
  const mayShare = text.includes('*');
  return (node) => {
    const placed = section?.children[childIndex(section, node)];
    if (!placed || mayShare) return true;
    return text.slice(placed.base + placed.entry.start, placed.base + placed.entry.end).includes(name);
  };
}

/** A quick look that spares most nodes the search through their text. */
function mayName(node: FlowNode, symbol: FlowSymbol, isWritten: (node: string) => boolean): boolean {
  switch (symbol.is) {
    case 'inPort':
      return node.id === symbol.node;
    case 'node':
    case 'outPort': {
      const id = symbol.is === 'node' ? symbol.name : symbol.node;
      return (
        node.id === id ||
        node.after.includes(id) ||
        (node.when?.source.from === 'node' && node.when.source.node === id) ||
        node.in.some(({ sources }) => sources.some((source) => source.from === 'node' && source.node === id))
      );
    }
    default:
      return isWritten(node.id);
  }
}

function occurrencesInSection(context: LanguageContext, key: string, name: string | undefined): readonly Occurrence[] {
  const section = sectionOf(context.document.syntax, key);
  if (!section) return [];
  if (key === 'layout') return name === undefined ? [] : layoutEntry(context, name);
  const tree = { node: section.entry.value, base: section.base, path: [key], shared: false };
  if (key === 'secrets') return scalarsOf(tree).map((at) => whole(at, { is: 'secret', name: at.text(context) }, true));
  const entries = section.children.map(({ entry, base }) => ({ entry, base, path: [key, entry.key], shared: false }));
  switch (key) {
    case 'inputs':
      return entries.map((entry) => ofKey(entry, { is: 'input', name: entry.entry.key }, true));
    case 'outputs':
      return entries.flatMap((entry) => wiresIn(context, valueOf(entry)));
    case 'groups':
      return entries.flatMap((group) =>
        entriesOf(valueOf(group))
          .filter(({ entry }) => entry.key === 'nodes')
          .flatMap((entry) => nodesNamed(context, valueOf(entry))),
      );
    case 'defaults':
      return entries
        .filter(({ entry }) => entry.key === 'resources')
        .flatMap((entry) => entriesOf(valueOf(entry)))
        .map((entry) => ofKey(entry, { is: 'resource', name: entry.entry.key }, true));
    default:
      return [];
  }
}

function layoutEntry(context: LanguageContext, name: string): readonly Occurrence[] {
  const located = locate(context.document.syntax, ['layout', name]);
  if (located?.kind !== 'entry') return [];
  const entry = { ...located.placed, path: ['layout', name], shared: located.behindAlias };
  return [ofKey(entry, { is: 'node', name }, false)];
}

/** Everything that is named within a node, and the node itself. */
export function occurrencesInNode(context: LanguageContext, id: string): readonly Occurrence[] {
  const located = locate(context.document.syntax, ['nodes', id]);
  const node = nodeOf(context.document.model, id);
  if (located?.kind !== 'entry' || !node) return [];
  const placed = { ...located.placed, path: ['nodes', id], shared: located.behindAlias };
  const found: Occurrence[] = [ofKey(placed, { is: 'node', name: id }, true)];
  for (const entry of entriesOf(valueOf(placed))) found.push(...inNodeEntry(context, node, entry));
  return found;
}

function inNodeEntry(context: LanguageContext, node: FlowNode, entry: PlacedKey): readonly Occurrence[] {
  const value = valueOf(entry);
  switch (entry.entry.key) {
    case 'in':
      return entriesOf(value).flatMap((port) => [
        ofKey(port, { is: 'inPort', node: node.id, name: port.entry.key }, true),
        ...wiresIn(context, valueOf(port)),
      ]);
    case 'after':
      return nodesNamed(context, value);
    case 'when':
      return wiresIn(context, value);
    case 'each':
      return scalarsOf(value).map((at) => whole(at, { is: 'inPort', node: node.id, name: at.text(context) }, false));
    case 'secrets':
      return scalarsOf(value).map((at) => whole(at, { is: 'secret', name: at.text(context) }, false));
    case 'resources':
      return entriesOf(value).map((name) => ofKey(name, { is: 'resource', name: name.entry.key }, false));
    case 'with':
      return settingOccurrences(
        context,
        node,
        entriesOf(value).map((setting) => ({ key: setting.entry.key, ...valueOf(setting) })),
      );
    default:
      return [];
  }
}

function ofKey({ entry, base, path, shared }: PlacedKey, symbol: FlowSymbol, isDefinition: boolean): Occurrence {
  const quotes = entry.keySpan.end - entry.keySpan.start === entry.key.length ? 0 : 1;
  const span = { start: entry.keySpan.start + base + quotes, end: entry.keySpan.end + base - quotes };
  return { symbol, span, isDefinition, written: 'name', shared, path };
}

/** The occurrence of a scalar that is nothing but a name. */
function whole({ scalar, base, path, shared }: PlacedScalar, symbol: FlowSymbol, isDefinition: boolean): Occurrence {
  const quotes = scalar.style === 'single' || scalar.style === 'double' ? 1 : 0;
  const span = { start: scalar.start + base + quotes, end: scalar.end + base - quotes };
  return { symbol, span, isDefinition, written: 'name', shared, path };
}

function nodesNamed(context: LanguageContext, tree: PlacedTree): readonly Occurrence[] {
  return scalarsOf(tree).map((at) => whole(at, { is: 'node', name: at.text(context) }, false));
}

const WIRE = /^(["']?\s*(?:not\s+)?)([A-Za-z_][A-Za-z0-9_-]*)(?:(\.)([A-Za-z_][A-Za-z0-9_-]*))?/;

function wiresIn(context: LanguageContext, tree: PlacedTree): readonly Occurrence[] {
  return scalarsOf(tree).flatMap((at): readonly Occurrence[] => {
    const start = at.scalar.start + at.base;
    const match = WIRE.exec(context.document.text.slice(start, at.scalar.end + at.base));
    if (!match) return [];
    const [, lead = '', first = '', , second] = match;
    const common = { isDefinition: false, written: 'name', shared: at.shared, path: at.path } as const;
    const firstSpan = { start: start + lead.length, end: start + lead.length + first.length };
    if (second === undefined) return [{ ...common, symbol: { is: 'node', name: first }, span: firstSpan }];
    const secondSpan = { start: firstSpan.end + 1, end: firstSpan.end + 1 + second.length };
    if (first === INPUTS_WORD) return [{ ...common, symbol: { is: 'input', name: second }, span: secondSpan }];
    return [
      { ...common, symbol: { is: 'node', name: first }, span: firstSpan },
      { ...common, symbol: { is: 'outPort', node: first, name: second }, span: secondSpan },
    ];
  });
}
