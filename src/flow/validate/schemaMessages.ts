import type { OutputUnit } from '@cfworker/json-schema';
import type { SettingSchema } from '../catalog/kind.ts';
import type { JsonValue } from '../model.ts';
import { listed } from '../parse/readContext.ts';
import { didYouMean, nearest } from '../suggest.ts';

/** How people call the types of JSON Schema. */
const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of names to values',
  null: 'empty',
};

/** What a person is told, and what to write instead where that is clear. */
export interface SchemaMessage {
  readonly message: string;
  readonly replacement?: string;
}

/**
 * Says in words what a setting's value breaks in its schema.
 *
 * @param steps from the setting's value to the value that is wrong.
 * @param place the value that is wrong.
 */
export function schemaMessage(
  name: string,
  steps: readonly string[],
  place: JsonValue | undefined,
  schema: SettingSchema,
  error: OutputUnit,
): SchemaMessage {
  const subject = steps.length === 0 ? `"${name}"` : `${stepName(steps)} of "${name}"`;
  const rule = ruleAt(schema, error.keywordLocation);
  switch (error.keyword) {
    case 'type':
      return typeMessage(subject, place, rule);
    case 'enum':
      return enumMessage(subject, place, rule);
    case 'minimum':
      return { message: `${subject} must be at least ${String(rule)}.` };
    case 'maximum':
      return { message: `${subject} must be at most ${String(rule)}.` };
    case 'pattern':
      return { message: `${subject} does not have the form that is needed here: ${schema.description}` };
    default:
      return { message: `${subject} has a value that is not allowed here: ${schema.description}` };
  }
}

function stepName(steps: readonly string[]): string {
  const last = steps.at(-1) ?? '';
  return /^\d+$/.test(last) ? `Entry ${Number(last) + 1}` : `"${last}"`;
}

function typeMessage(subject: string, place: JsonValue | undefined, rule: unknown): SchemaMessage {
  const types = (Array.isArray(rule) ? rule : [rule]).map(String);
  const wanted = listed(types.map((type) => TYPE_WORDS[type] ?? type));
  const single = typeof place === 'string' || typeof place === 'number';
  if (types[0] === 'array' && single) {
    const replacement = `[${JSON.stringify(place)}]`;
    return { message: `${subject} must be ${wanted}: write ${replacement}.`, replacement };
  }
  if (types[0] === 'string' && (typeof place === 'number' || typeof place === 'boolean')) {
    const replacement = JSON.stringify(String(place));
    return { message: `${subject} must be ${wanted}; put it in quotes: ${replacement}.`, replacement };
  }
  return { message: `${subject} must be ${wanted}, not ${given(place)}.` };
}

function enumMessage(subject: string, place: JsonValue | undefined, rule: unknown): SchemaMessage {
  const choices = (Array.isArray(rule) ? rule : []).map(String);
  const suggestion = typeof place === 'string' ? nearest(place, choices) : undefined;
  const message = `${subject} can only be ${listed(choices)}.${didYouMean(suggestion)}`;
  return suggestion === undefined ? { message } : { message, replacement: suggestion };
}

function given(place: JsonValue | undefined): string {
  if (place === null || place === undefined) return 'empty';
  if (Array.isArray(place)) return 'a list';
  if (typeof place === 'object') return 'a map';
  return typeof place === 'string' ? 'text' : String(place);
}

/** The value of a schema keyword by its location, such as `#/items/type`. */
function ruleAt(schema: SettingSchema, location: string): unknown {
  let current: unknown = schema;
  for (const step of location.split('/').slice(1)) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = (current as Readonly<Record<string, unknown>>)[step];
  }
  return current;
}
