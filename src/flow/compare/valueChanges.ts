import type { JsonObject, JsonValue } from '../model.ts';
import { ownValue } from '../ownKeys.ts';
import { sameJson } from '../sameJson.ts';
import type { ValueChange } from './flowComparison.ts';

/** A value as it is shown, and as it is compared: there names are those of the other side. */
export interface Side {
  readonly shown: JsonValue | undefined;
  readonly compared: JsonValue | undefined;
}

/** A side where nothing stands. */
export const NOTHING: Side = { shown: undefined, compared: undefined };

/** Where two values differ, as deep as both are maps. */
export function valueChanges(before: Side, after: Side, path: readonly string[]): readonly ValueChange[] {
  if (sameJson(before.compared, after.compared)) return [];
  if (isMap(before.compared) && isMap(after.compared)) return mapChanges(before, after, path);
  return [
    {
      path,
      ...(before.shown === undefined ? {} : { before: before.shown }),
      ...(after.shown === undefined ? {} : { after: after.shown }),
    },
  ];
}

/** The same for maps, where nothing and null are empty maps. */
export function mapChanges(before: Side, after: Side, path: readonly string[]): readonly ValueChange[] {
  const keys = new Set([...keysOf(before.compared), ...keysOf(after.compared)]);
  return [...keys].flatMap((key) => valueChanges(entryAt(before, key), entryAt(after, key), [...path, key]));
}

/** The entry of a side that is a map. */
export function entryAt(side: Side, key: string): Side {
  return { shown: at(side.shown, key), compared: at(side.compared, key) };
}

/** Whether a value is a map. */
export function isMap(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function keysOf(value: JsonValue | undefined): readonly string[] {
  return isMap(value) ? Object.keys(value) : [];
}

function at(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return isMap(value) ? ownValue(value, key) : undefined;
}
