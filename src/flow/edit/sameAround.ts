import type { FlowPath, JsonObject, JsonValue } from '../model.ts';
import { sameJson } from '../sameJson.ts';

/**
 * Whether two values differ at most at a path within them. A value that is not there counts as an empty map, because a
 * map that loses its last entry may go with it; a list item may have come, gone or been replaced.
 */
export function sameAround(before: JsonValue | undefined, after: JsonValue | undefined, path: FlowPath): boolean {
  const [key, ...rest] = path;
  if (key === undefined) return true;
  if (Array.isArray(before) && Array.isArray(after)) return sameItems(before, after, Number(key), rest);
  if (!isMap(before ?? {}) || !isMap(after ?? {})) return true;
  const [ours, theirs] = [mapOf(before), mapOf(after)];
  const name = String(key);
  return sameJson(without(ours, name), without(theirs, name)) && sameAround(ours[name], theirs[name], rest);
}

function sameItems(before: readonly JsonValue[], after: readonly JsonValue[], index: number, rest: FlowPath): boolean {
  if (before.length === after.length) {
    const others = sameJson(before.toSpliced(index, 1), after.toSpliced(index, 1));
    return others && sameAround(before[index], after[index], rest);
  }
  const [shorter, longer] = before.length < after.length ? [before, after] : [after, before];
  return sameJson([...shorter], longer.toSpliced(index, 1));
}

function without(map: JsonObject, key: string): JsonObject {
  const { [key]: _gone, ...others } = map;
  return others;
}

function mapOf(value: JsonValue | undefined): JsonObject {
  return isMap(value) ? value : {};
}

function isMap(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
