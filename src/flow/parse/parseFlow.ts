import type { Diagnostic } from '../diagnostic.ts';
import type { FlowDocument } from '../document.ts';
import type { FlowNode } from '../model.ts';
import { buildModel, type EarlierNodes } from './buildModel.ts';
import type { BlockCache, DocumentSyntax, RootShape, Section } from './documentSyntax.ts';
import { pathAt, spanOf } from './locate.ts';
import { parseBlocks } from './parseBlocks.ts';
import { readYaml, type YamlReading } from './readYaml.ts';
import type { SyntaxNode } from './syntaxTree.ts';

/**
 * Texts up to this length are read again as a whole when a part of them is no readable YAML: an unclosed quote may
 * reach across parts, and the reader of the whole knows best what to say. For longer ones that would take too long on
 * every key stroke, and each part speaks for itself.
 */
const WHOLE_WHEN_BROKEN_CHARACTERS = 200_000;

const NO_BLOCKS: BlockCache = new Map();

/**
 * Reads any text as a flow. Never throws: what is wrong is in the document's diagnostics. With the document of an
 * earlier version of the text, only what changed is read again, and untouched nodes are the same objects.
 */
export function parseFlow(text: string, previous?: FlowDocument): FlowDocument {
  if (previous?.text === text) return previous;
  const blocks = parseBlocks(text, previous?.syntax.blocks ?? NO_BLOCKS);
  if (!blocks || (blocks.failed && text.length <= WHOLE_WHEN_BROKEN_CHARACTERS)) return parseWhole(text, previous);
  const first = blocks.sections[0];
  const last = blocks.sections.at(-1);
  const rootSpan = {
    start: first ? first.base + first.entry.start : 0,
    end: last ? last.base + last.entry.end : 0,
  };
  const syntax: DocumentSyntax = { sections: blocks.sections, root: 'block', rootSpan, blocks: blocks.cache };
  return createDocument(text, syntax, [], blocks.failed, previous);
}

/** Reads a text as a whole; the same result as part by part, at the cost of the whole. */
export function parseWhole(text: string, previous?: FlowDocument): FlowDocument {
  const yaml = readYaml(text, []);
  const { root } = yaml;
  const shape = rootShape(root);
  const sections: readonly Section[] = root?.kind === 'map' ? root.entries.map((entry) => wholeSection(entry)) : [];
  const rootSpan = root ? { start: root.start, end: root.end } : { start: text.length, end: text.length };
  const syntax: DocumentSyntax = { sections, root: shape, rootSpan, blocks: previous?.syntax.blocks ?? NO_BLOCKS };
  const diagnostics = shape === 'other' ? [...yaml.diagnostics, notAMap(yaml)] : yaml.diagnostics;
  return createDocument(text, syntax, diagnostics, yaml.failed || shape === 'other', previous);
}

function wholeSection(entry: Section['entry']): Section {
  const { value } = entry;
  return {
    entry,
    base: 0,
    diagnostics: [],
    children: value.kind === 'map' ? value.entries.map((child) => ({ entry: child, base: 0 })) : [],
  };
}

function rootShape(root: SyntaxNode | undefined): RootShape {
  if (!root) return 'empty';
  if (root.kind === 'map') return root.flow ? 'flow' : 'block';
  return root.kind === 'scalar' && root.value === null ? 'empty' : 'other';
}

function notAMap(yaml: YamlReading): Diagnostic {
  const message = 'A .flow file is a map with keys such as "flow: 1" and "nodes:"; this text is something else.';
  const span = yaml.root ?? { start: 0, end: 0 };
  return { code: 'syntax', severity: 'error', message, span: { start: span.start, end: span.end }, path: [] };
}

function createDocument(
  text: string,
  syntax: DocumentSyntax,
  yamlDiagnostics: readonly Diagnostic[],
  broken: boolean,
  previous: FlowDocument | undefined,
): FlowDocument {
  const reading = buildModel(text, syntax, earlierNodes(previous));
  const found = [...yamlDiagnostics, ...reading.diagnostics];
  // What an unreadable text seems to say is no ground to blame its author for.
  const diagnostics = inOrder(broken ? found.filter((diagnostic) => diagnostic.code === 'syntax') : found);
  return {
    text,
    model: reading.model,
    diagnostics,
    broken,
    syntax,
    spanOf: (path, part = 'entry') => spanOf(syntax, path, part),
    pathAt: (offset) => pathAt(syntax, offset),
  };
}

function earlierNodes(previous: FlowDocument | undefined): EarlierNodes {
  const nodes = previous?.model.nodes ?? [];
  let byId: Map<string, FlowNode> | undefined;
  return {
    nodes,
    find: (id) => {
      byId ??= new Map(nodes.map((node) => [node.id, node]));
      return byId.get(id);
    },
  };
}

/** By place; at one place by what they say, so that the order does not depend on how the text was read. */
export function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  if (diagnostics.length < 2) return diagnostics;
  return diagnostics.toSorted(
    (left, right) =>
      left.span.start - right.span.start ||
      left.span.end - right.span.end ||
      compareText(left.code, right.code) ||
      compareText(left.message, right.message),
  );
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
