import { BUILTIN_CATALOG } from '../catalog/builtinCatalog.ts';
import { readParts } from '../compare/readParts.ts';
import type { FlowDocument } from '../document.ts';
import type { JsonValue } from '../model.ts';
import { parseFlow } from '../parse/parseFlow.ts';
import { validateFlow } from '../validate/validateFlow.ts';
import { alignRenames, type ThreeFlows } from './alignRenames.ts';
import { mergeMaps } from './mergeBlocks.ts';
import { mergeScene } from './mergeScene.ts';
import { holdsBoth } from './mergeValues.ts';
import { conflictsOf, decidedFor, type MarkerStyle, type Piece, withMarkers } from './piece.ts';
import { splitTop } from './splitBlocks.ts';
import { type AlignedTexts, alignTexts } from './textManner.ts';

/** What came of a merge. */
export type MergeResult =
  | { readonly outcome: 'merged'; readonly text: string }
  /** Both sides changed the same thing differently; the text marks it. */
  | { readonly outcome: 'conflicts'; readonly text: string; readonly conflicts: number }
  /** Every change is in the text, but together they make a flow that cannot run as both could. */
  | { readonly outcome: 'unsound'; readonly text: string; readonly problems: readonly string[] }
  /** The texts cannot be merged by what they say; merge them by line. */
  | { readonly outcome: 'undecided'; readonly reason: string };

/** Three versions of a text. */
export interface ThreeTexts {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}

/**
 * Merges what two sides made of a flow: by node, key, setting and wire. The text is ours with theirs' blocks and values put
 * in; what a result says is compared with what both sides said before it is given.
 */
export function mergeFlows({ base, ours, theirs }: ThreeTexts, style: MarkerStyle): MergeResult {
  if (ours === theirs || theirs === base) return { outcome: 'merged', text: ours };
  if (ours === base) return { outcome: 'merged', text: theirs };
  const texts = alignTexts(base, ours, theirs);
  if (!texts) return { outcome: 'undecided', reason: 'the line endings of a text are mixed' };
  // Most of a file is the same on all sides, and each block is read once.
  const before = parseFlow(texts.base);
  const read = { base: before, ours: parseFlow(texts.ours, before), theirs: parseFlow(texts.theirs, before) };
  if (read.base.broken || read.ours.broken || read.theirs.broken) {
    return { outcome: 'undecided', reason: 'a text is no readable flow' };
  }
  const flows = alignRenames(read);
  if (!flows) return { outcome: 'undecided', reason: 'a node has another name on each side' };
  const pieces = mergePieces(flows);
  if (!pieces) return { outcome: 'undecided', reason: 'a text is not written with one entry a line' };
  return judged(flows, pieces, texts, style);
}

function mergePieces(flows: ThreeFlows): readonly Piece[] | undefined {
  const base = splitTop(flows.base);
  const ours = splitTop(flows.ours);
  const theirs = splitTop(flows.theirs);
  return base && ours && theirs && mergeMaps(mergeScene(flows), { base, ours, theirs });
}

function judged(flows: ThreeFlows, pieces: readonly Piece[], texts: AlignedTexts, style: MarkerStyle): MergeResult {
  const conflicts = conflictsOf(pieces).length;
  if (conflicts > 0) {
    const isReadable = (['ours', 'theirs'] as const).every(
      (side) => !parseFlow(decidedFor(pieces, side), flows[side]).broken,
    );
    if (!isReadable) return { outcome: 'undecided', reason: 'no merge by entries can be read' };
    return { outcome: 'conflicts', text: texts.finish(withMarkers(pieces, style)), conflicts };
  }
  const merged = parseFlow(decidedFor(pieces, 'ours'), flows.ours);
  if (merged.broken || !saysBoth(flows, merged)) {
    return { outcome: 'undecided', reason: 'a merge by entries would say something else than both sides' };
  }
  const text = texts.finish(merged.text);
  const problems = newProblems(flows, merged);
  return problems.length > 0 ? { outcome: 'unsound', text, problems } : { outcome: 'merged', text };
}

/** Whether every change that one side made alone is in the result, and nothing else. */
function saysBoth({ base, ours, theirs }: ThreeFlows, merged: FlowDocument): boolean {
  return holdsBoth({ base: dataOf(base), ours: dataOf(ours), theirs: dataOf(theirs) }, dataOf(merged));
}

function dataOf(document: FlowDocument): JsonValue {
  const { nodes, sections } = readParts(document);
  return {
    nodes: Object.fromEntries(nodes),
    sections: Object.fromEntries([...sections].map(([key, entries]) => [key, Object.fromEntries(entries)])),
  };
}

/** Errors that neither side has: a wire to a node that the other removed, a cycle that two wires close. */
function newProblems({ ours, theirs }: ThreeFlows, merged: FlowDocument): readonly string[] {
  const known = new Set([...errorsOf(ours), ...errorsOf(theirs)]);
  return errorsOf(merged).filter((message) => !known.has(message));
}

function errorsOf(document: FlowDocument): readonly string[] {
  return validateFlow(document, BUILTIN_CATALOG)
    .filter(({ severity }) => severity === 'error')
    .map(({ message }) => message);
}
