import type { JsonValue } from '../../flow/model.ts';

/** An item of the Runs tree, as its menus hand it over. */
export function isRunItem(target: unknown): target is { readonly runId: string } {
  return typeof target === 'object' && target !== null && 'runId' in target && typeof target.runId === 'string';
}

/** Values of inputs that a command was called with, as `{ inputs: { name: value } }`. */
export function givenInputs(given: unknown): Readonly<Record<string, JsonValue>> {
  if (typeof given !== 'object' || given === null || !('inputs' in given)) return {};
  const { inputs } = given;
  return typeof inputs === 'object' && inputs !== null ? (inputs as Record<string, JsonValue>) : {};
}
