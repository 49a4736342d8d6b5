import { isMap } from '../compare/valueChanges.ts';
import type { FlowPath, JsonValue } from '../model.ts';
import { ownValue, setOwn } from '../ownKeys.ts';
import { sameJson } from '../sameJson.ts';
import { mergeLines } from './mergeLines.ts';

/** A value or nothing. */
type Maybe = JsonValue | undefined;

/** The same on all three sides: what the base, ours and theirs have at one place. */
export interface ThreeValues {
  readonly base: Maybe;
  readonly ours: Maybe;
  readonly theirs: Maybe;
}

/** What comes of three values, or that nobody but a person can say. */
export type ValueMerge = { readonly decided: true; readonly value: Maybe } | { readonly decided: false };

const UNDECIDED: ValueMerge = { decided: false };

/** Merges data: maps by key, lists of names as sets, texts by line; anything else only where one side changed it. */
export function mergeValues(three: ThreeValues, path: FlowPath): ValueMerge {
  const { base, ours, theirs } = three;
  if (sameJson(ours, theirs) || sameJson(base, theirs)) return { decided: true, value: ours };
  if (sameJson(base, ours)) return { decided: true, value: theirs };
  if (isMap(ours) && isMap(theirs)) return mergeMaps(isMap(base) ? base : {}, ours, theirs, path);
  if (isNameList(path) && isList(ours) && isList(theirs)) return mergeNames(isList(base) ? base : [], ours, theirs);
  if (typeof base === 'string' && typeof ours === 'string' && typeof theirs === 'string') {
    return mergeTexts(base, ours, theirs);
  }
  return UNDECIDED;
}

/** Whether a merged value holds what each side changed alone. Of what both changed anything may have become. */
export function holdsBoth({ base, ours, theirs }: ThreeValues, merged: Maybe): boolean {
  if (sameJson(ours, theirs) || sameJson(base, theirs)) return sameJson(merged, ours);
  if (sameJson(base, ours)) return sameJson(merged, theirs);
  if (!isMap(ours) || !isMap(theirs) || !isMap(merged)) return true;
  return keysOf(base, ours, theirs, merged).every((key) =>
    holdsBoth(threeAt({ base, ours, theirs }, key), at(merged, key)),
  );
}

/** The three values below a key. */
export function threeAt({ base, ours, theirs }: ThreeValues, key: string): ThreeValues {
  return { base: at(base, key), ours: at(ours, key), theirs: at(theirs, key) };
}

function mergeMaps(base: Maybe, ours: Maybe, theirs: Maybe, path: FlowPath): ValueMerge {
  const merged: Record<string, JsonValue> = {};
  for (const key of keysOf(base, ours, theirs)) {
    const entry = mergeValues(threeAt({ base, ours, theirs }, key), [...path, key]);
    if (!entry.decided) return UNDECIDED;
    if (entry.value !== undefined) setOwn(merged, key, entry.value);
  }
  return { decided: true, value: merged };
}

function mergeNames(base: readonly JsonValue[], ours: readonly JsonValue[], theirs: readonly JsonValue[]): ValueMerge {
  const isIn = (list: readonly JsonValue[], name: JsonValue): boolean => list.some((item) => sameJson(item, name));
  const kept = ours.filter((name) => isIn(theirs, name) || !isIn(base, name));
  const added = theirs.filter((name) => !isIn(ours, name) && !isIn(base, name));
  return { decided: true, value: [...kept, ...added] };
}

function mergeTexts(base: string, ours: string, theirs: string): ValueMerge {
  const pieces = mergeLines(base, ours, theirs);
  const isDecided = pieces.every((piece) => typeof piece === 'string');
  return isDecided && ours.includes('\n') ? { decided: true, value: pieces.join('') } : UNDECIDED;
}

/** Lists whose order means nothing. */
function isNameList(path: FlowPath): boolean {
  if (path.length === 1) return path[0] === 'secrets';
  if (path.length !== 3) return false;
  return path[0] === 'groups'
    ? path[2] === 'nodes'
    : path[0] === 'nodes' && (path[2] === 'after' || path[2] === 'secrets');
}

function isList(value: Maybe): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function keysOf(...values: readonly Maybe[]): readonly string[] {
  return [...new Set(values.flatMap((value) => (isMap(value) ? Object.keys(value) : [])))];
}

function at(value: Maybe, key: string): Maybe {
  return isMap(value) ? ownValue(value, key) : undefined;
}
