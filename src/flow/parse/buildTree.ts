import { isAlias, isMap, isScalar, isSeq, type Pair, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Diagnostic } from '../diagnostic.ts';
import type { FlowPath } from '../model.ts';
import type { SyntaxEntry, SyntaxNode, SyntaxScalar } from './syntaxTree.ts';

/** Nodes that a text may have once its aliases are expanded; a few lines of aliases can stand for billions. */
const EXPANDED_NODES = 1_000_000;

/** Levels of lists and maps within each other. */
const NESTING_LEVELS = 200;

/** Top-level keys whose entries are read one by one. */
export const SPLIT_SECTIONS: ReadonlySet<string> = new Set(['nodes', 'layout']);

const STYLES: Readonly<Record<string, SyntaxScalar['style']>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
};

interface Build {
  readonly text: string;
  readonly anchors: Map<string, SyntaxNode>;
  readonly diagnostics: Diagnostic[];
  needsAnchors: boolean;
}

/**
 * Turns the reader's document into a tree of this layer and finds duplicate keys and bad aliases on the way. `prefix` is
 * the path in the file of what the text says.
 */
export function buildTree(
  text: string,
  contents: unknown,
  prefix: FlowPath,
): { root: SyntaxNode | undefined; diagnostics: readonly Diagnostic[]; needsAnchors: boolean } {
  const build: Build = { text, anchors: new Map(), diagnostics: [], needsAnchors: false };
  const root = contents === null ? undefined : treeOf(build, contents, prefix, 0);
  return { root, diagnostics: build.diagnostics, needsAnchors: build.needsAnchors };
}

function treeOf(build: Build, node: unknown, path: FlowPath, fallback: number): SyntaxNode {
  const tree = bareTree(build, node, path, fallback);
  const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
  const tag = isScalar(node) || isMap(node) || isSeq(node) ? node.tag : undefined;
  if (anchor === undefined && tag === undefined) return tree;
  const decorated = { ...tree, propertiesStart: propertiesStart(build.text, tree.start) };
  if (anchor !== undefined) build.anchors.set(anchor, decorated);
  return decorated;
}

function bareTree(build: Build, node: unknown, path: FlowPath, fallback: number): SyntaxNode {
  if (path.length > NESTING_LEVELS) return tooDeep(build, path, fallback);
  if (isMap(node)) return mapOf(build, node, path, fallback);
  if (isSeq(node)) return listOf(build, node, path, fallback);
  if (isScalar(node)) return scalarOf(build, node, fallback);
  if (isAlias(node)) return aliasOf(build, node.source, node.range?.[0] ?? fallback, path);
  return absent(fallback);
}

function mapOf(build: Build, map: YAMLMap, path: FlowPath, fallback: number): SyntaxNode {
  const start = map.range?.[0] ?? fallback;
  const entries: SyntaxEntry[] = [];
  const seen = new Set<string>();
  let size = 1;
  for (const pair of map.items) {
    const entry = entryFrom(build, pair, path, start);
    if (seen.has(entry.key) && !isSplitLevel(path)) reportDuplicate(build, entry, [...path, entry.key]);
    seen.add(entry.key);
    entries.push(entry);
    size += entry.value.size;
  }
  const end = map.flow ? (map.range?.[1] ?? start) : (entries.at(-1)?.end ?? start);
  return { kind: 'map', flow: map.flow ?? false, entries, start, end, size };
}

function entryFrom(build: Build, pair: Pair, path: FlowPath, fallback: number): SyntaxEntry {
  const key = pair.key as Partial<Scalar> | null;
  const range = key?.range;
  const keyStart = range?.[0] ?? fallback;
  const keyEnd = range?.[1] ?? keyStart;
  const name = isScalar<string | number | boolean | null>(pair.key) ? String(pair.key.value ?? '') : '';
  const value = treeOf(build, pair.value, [...path, name], keyEnd);
  return {
    key: name,
    keySpan: { start: keyStart, end: keyEnd },
    value,
    start: keyStart,
    end: Math.max(keyEnd, value.end),
  };
}

function listOf(build: Build, list: YAMLSeq, path: FlowPath, fallback: number): SyntaxNode {
  const start = list.range?.[0] ?? fallback;
  const items = list.items.map((item, index) => treeOf(build, item, [...path, index], start));
  const size = items.reduce((sum, item) => sum + item.size, 1);
  const end = list.flow ? (list.range?.[1] ?? start) : (items.at(-1)?.end ?? start);
  return { kind: 'list', flow: list.flow ?? false, items, start, end, size };
}

function scalarOf(build: Build, scalar: Scalar, fallback: number): SyntaxScalar {
  const start = scalar.range?.[0] ?? fallback;
  const end = scalar.range?.[1] ?? start;
  const style = STYLES[scalar.type ?? ''] ?? 'plain';
  if (start === end && style === 'plain') return absent(start);
  return { kind: 'scalar', value: plainValue(scalar.value, build.text.slice(start, end)), style, start, end, size: 1 };
}

/** JSON has no `.nan` and `.inf`; they stay the text that was written. */
function plainValue(value: unknown, source: string): SyntaxScalar['value'] {
  if (typeof value === 'number') return Number.isFinite(value) ? value : source;
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  return source;
}

function aliasOf(build: Build, name: string, start: number, path: FlowPath): SyntaxNode {
  const end = start + name.length + 1;
  const target = build.anchors.get(name);
  if (!target) {
    build.needsAnchors = true;
    return report(build, `There is no anchor "&${name}" before this alias.`, start, end, path);
  }
  if (target.size > EXPANDED_NODES) {
    return report(build, 'These aliases stand for more data than a flow may have.', start, end, path);
  }
  return { kind: 'alias', target, start, end, size: target.size };
}

function tooDeep(build: Build, path: FlowPath, start: number): SyntaxNode {
  return report(build, `This is nested more than ${NESTING_LEVELS} levels deep.`, start, start, path);
}

function report(build: Build, message: string, start: number, end: number, path: FlowPath): SyntaxNode {
  build.diagnostics.push({ code: 'syntax', severity: 'error', message, span: { start, end }, path });
  return absent(start);
}

function reportDuplicate(build: Build, entry: SyntaxEntry, path: FlowPath): void {
  build.diagnostics.push({
    code: 'structure',
    severity: 'error',
    message: `"${entry.key}" stands here twice; only the first counts. Remove or rename one of them.`,
    span: entry.keySpan,
    path,
  });
}

/** Maps whose entries may be read one by one: who puts them together reports their duplicates. */
function isSplitLevel(path: FlowPath): boolean {
  return path.length === 0 || (path.length === 1 && SPLIT_SECTIONS.has(String(path[0])));
}

function absent(start: number): SyntaxScalar {
  return { kind: 'scalar', value: null, style: 'absent', start, end: start, size: 1 };
}

/** Goes back over anchors, tags and blanks before a value. They stand on its line or, for collections, the one before. */
function propertiesStart(text: string, valueStart: number): number {
  const before = /(?:[&!][^\s,[\]{}]*\s+)+$/.exec(text.slice(Math.max(0, valueStart - 1_000), valueStart));
  return before ? valueStart - before[0].length : valueStart;
}
