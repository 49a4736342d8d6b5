import type { Diagnostic } from '../diagnostic.ts';
import type { FlowModel, FlowNode, FlowPath, Position } from '../model.ts';
import { sameJson } from '../sameJson.ts';
import type { DocumentSyntax, Section } from './documentSyntax.ts';
import type { ParsedBlock } from './parseBlock.ts';
import {
  asDuration,
  asEntries,
  asText,
  asTextList,
  asTextMap,
  type ReadContext,
  report,
  reportUnknownKey,
} from './readContext.ts';
import { readNode } from './readNode.ts';
import { readDefaults, readFormatVersion, readGroup, readInput, readOutput, readPosition } from './readTop.ts';
import { isNull, resolved, type SyntaxEntry } from './syntaxTree.ts';

/** The keys of the top level in the order in which they are best written. */
export const TOP_KEYS = [
  'flow',
  'name',
  'description',
  'inputs',
  'secrets',
  'env',
  'timeout',
  'defaults',
  'services',
  'nodes',
  'outputs',
  'groups',
  'layout',
] as const;

type Draft = { -readonly [Key in keyof FlowModel]: FlowModel[Key] };

interface ModelReading {
  readonly model: FlowModel;
  readonly diagnostics: readonly Diagnostic[];
}

interface Build {
  readonly text: string;
  readonly draft: Draft;
  readonly diagnostics: Diagnostic[];
  readonly earlier: EarlierNodes;
}

/** Nodes of the text before, to be kept where they are still the same. */
export interface EarlierNodes {
  readonly nodes: readonly FlowNode[];
  find(id: string): FlowNode | undefined;
}

/** Reads the model from the tree of a text. */
export function buildModel(text: string, syntax: DocumentSyntax, earlier: EarlierNodes): ModelReading {
  const draft: Draft = {
    inputs: [],
    secrets: [],
    env: {},
    defaults: {},
    nodes: [],
    outputs: [],
    groups: [],
    layout: new Map(),
  };
  const build: Build = { text, draft, diagnostics: [], earlier };
  const seen = new Set<string>();
  for (const section of syntax.sections) {
    for (const diagnostic of section.diagnostics) build.diagnostics.push(moved(diagnostic, section.base));
    if (seen.has(section.entry.key)) reportDuplicateKey(build, section);
    else readSection(build, section);
    seen.add(section.entry.key);
  }
  if (!seen.has('flow') && syntax.root !== 'other') reportMissingVersion(build, syntax);
  return { model: draft, diagnostics: build.diagnostics };
}

function readSection(build: Build, section: Section): void {
  const { key } = section.entry;
  if (key === 'nodes') return readNodes(build, section);
  if (key === 'layout') return readLayout(build, section);
  return within(build, section.base, (context) => readSmallSection(build.draft, context, section.entry));
}

function readSmallSection(draft: Draft, context: ReadContext, { key, keySpan, value, ...span }: SyntaxEntry): void {
  const path: FlowPath = [key];
  switch (key) {
    case 'flow':
      return assign(draft, 'formatVersion', readFormatVersion(context, value, path));
    case 'name':
    case 'description':
      return assign(draft, key, asText(context, value, path));
    case 'inputs':
      return assign(draft, 'inputs', readEach(context, value, path, readInput));
    case 'secrets':
      return assign(draft, 'secrets', asTextList(context, value, path));
    case 'env':
      return assign(draft, 'env', asTextMap(context, value, path));
    case 'timeout':
      return assign(draft, 'timeoutMs', asDuration(context, value, path));
    case 'defaults':
      return assign(draft, 'defaults', readDefaults(context, value, path));
    case 'outputs':
      return assign(draft, 'outputs', readEach(context, value, path, readOutput));
    case 'groups':
      return assign(draft, 'groups', readEach(context, value, path, readGroup));
    case 'services':
      asEntries(context, value, path);
      return;
    default:
      reportUnknownKey(context, { key, keySpan, value, ...span }, path, TOP_KEYS, 'at the top level');
  }
}

function readEach<Item>(
  context: ReadContext,
  value: SyntaxEntry['value'],
  path: FlowPath,
  read: (context: ReadContext, entry: SyntaxEntry) => Item | undefined,
): readonly Item[] {
  return asEntries(context, value, path)
    .map((entry) => read(context, entry))
    .filter((item) => item !== undefined);
}

function readNodes(build: Build, section: Section): void {
  const nodes: FlowNode[] = [];
  const seen = new Set<string>();
  forEachChild(build, section, (entry, base, block) => {
    const node = block?.node ?? within(build, base, (context) => readNode(context, entry));
    if (seen.has(entry.key)) return reportDuplicateNode(build, entry, base);
    seen.add(entry.key);
    nodes.push(kept(build, node, nodes.length));
  });
  build.draft.nodes = nodes;
}

/** A node whose block was edited without a change of meaning is kept as the object that it was. */
function kept(build: Build, node: FlowNode, index: number): FlowNode {
  if (build.earlier.nodes[index] === node) return node;
  const earlier = build.earlier.find(node.id);
  return earlier && earlier !== node && sameJson(earlier, node) ? earlier : node;
}

function readLayout(build: Build, section: Section): void {
  const layout = new Map<string, Position>();
  const seen = new Set<string>();
  forEachChild(build, section, (entry, base, block) => {
    const position = block ? block.position : within(build, base, (context) => readPosition(context, entry));
    if (seen.has(entry.key)) return reportDuplicateKey(build, { entry, base }, ['layout', entry.key]);
    seen.add(entry.key);
    if (position) layout.set(entry.key, position);
  });
  build.draft.layout = layout;
}

/** Calls back for the entries of a section that is a map, wherever that map stands. */
function forEachChild(
  build: Build,
  section: Section,
  visit: (entry: SyntaxEntry, base: number, block: ParsedBlock | undefined) => void,
): void {
  const { value, key } = section.entry;
  const target = resolved(value);
  if (target.kind !== 'map') {
    if (!isNull(value)) {
      within(build, section.base, (context) =>
        report(context, 'structure', `"${key}" must be a map with one entry per node.`, value, [key]),
      );
    }
    return;
  }
  if (value.kind === 'alias') {
    for (const entry of target.entries) visit(entry, section.base, undefined);
    return;
  }
  section.children.forEach(({ entry, base }, index) => {
    const block = section.blocks?.[index];
    if (block) for (const diagnostic of block.diagnostics) build.diagnostics.push(moved(diagnostic, base));
    visit(entry, base, block);
  });
}

/** Reads something whose offsets count from `base`, and moves what is reported to its place in the file. */
function within<Result>(build: Build, base: number, read: (context: ReadContext) => Result): Result {
  const text = base === 0 ? build.text : build.text.slice(base);
  const context: ReadContext = { text, diagnostics: [] };
  const result = read(context);
  for (const diagnostic of context.diagnostics) build.diagnostics.push(moved(diagnostic, base));
  return result;
}

function moved(diagnostic: Diagnostic, base: number): Diagnostic {
  if (base === 0) return diagnostic;
  const { start, end } = diagnostic.span;
  return { ...diagnostic, span: { start: start + base, end: end + base } };
}

function reportDuplicateKey(
  build: Build,
  { entry, base }: { entry: SyntaxEntry; base: number },
  path?: FlowPath,
): void {
  const message = `"${entry.key}" stands here twice; only the first counts. Remove or rename one of them.`;
  within(build, base, (context) => report(context, 'structure', message, entry.keySpan, path ?? [entry.key]));
}

function reportDuplicateNode(build: Build, entry: SyntaxEntry, base: number): void {
  const message = `There are two nodes with the id "${entry.key}"; only the first counts. Give this one another id.`;
  const path = ['nodes', entry.key];
  within(build, base, (context) =>
    report({ ...context, node: entry.key }, 'duplicate-id', message, entry.keySpan, path),
  );
}

function reportMissingVersion(build: Build, syntax: DocumentSyntax): void {
  const message = 'The file does not say which version of the format it has; write "flow: 1" at its top.';
  const first = syntax.sections[0];
  const start = first ? first.base + first.entry.keySpan.start : 0;
  const end = first ? first.base + first.entry.keySpan.end : 0;
  report({ text: build.text, diagnostics: build.diagnostics }, 'format-version', message, { start, end }, []);
}

function assign<Key extends keyof Draft>(draft: Draft, key: Key, value: Draft[Key] | undefined): void {
  if (value !== undefined) draft[key] = value;
}
