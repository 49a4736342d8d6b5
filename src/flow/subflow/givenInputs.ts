import type { FlowInput, JsonObject } from '../model.ts';
import { ownValue } from '../ownKeys.ts';

/** Types that null is a value of. */
const NULLABLE: ReadonlySet<string> = new Set(['json', 'any']);

/** Whether `with` of a sub-flow's node gives an input its value: a key without a value says nothing, except of data. */
export function isGiven(settings: JsonObject, input: FlowInput): boolean {
  const value = ownValue(settings, input.name);
  return value !== undefined && (value !== null || NULLABLE.has(input.type));
}

/** The settings of a sub-flow's node that are inputs of the flow. */
export function givenInputs(settings: JsonObject, inputs: readonly FlowInput[]): JsonObject {
  const given = inputs.filter((input) => isGiven(settings, input));
  return Object.fromEntries(given.map(({ name }) => [name, ownValue(settings, name) ?? null]));
}
