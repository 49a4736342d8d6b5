import type { ProtoValue } from '../../proto/messages.ts';
import { type JsonValue, toProtoValue } from '../../proto/value.ts';
import type { FlowInput } from '../../src/flow/model.ts';
import { didYouMean, nearest } from '../../src/flow/suggest.ts';
import { UsageError } from './usageError.ts';

const TRUE_TEXTS = new Set(['true', 'yes', 'on', '1']);
const FALSE_TEXTS = new Set(['false', 'no', 'off', '0']);

/**
 * The flow's inputs from `--input NAME=VALUE` arguments, read as the flow declares them.
 * @throws {UsageError} when one is unknown, not of its type, or missing where all of them are needed
 */
export function readInputs(
  declared: readonly FlowInput[],
  given: readonly string[],
  { areAllNeeded }: { readonly areAllNeeded: boolean },
): Record<string, ProtoValue> {
  const values: Record<string, ProtoValue> = {};
  for (const argument of given) {
    const equals = argument.indexOf('=');
    if (equals <= 0) throw usage(`--input takes NAME=VALUE, not ${argument}.`);
    const name = argument.slice(0, equals);
    const input = declared.find((candidate) => candidate.name === name);
    if (!input) throw usage(unknownInput(name, declared));
    if (Object.hasOwn(values, name)) throw usage(`The input ${name} is given twice.`);
    values[name] = toProtoValue(readValue(input, argument.slice(equals + 1)));
  }
  const missing = declared.filter((input) => input.default === undefined && !Object.hasOwn(values, input.name));
  if (areAllNeeded && missing.length > 0) throw usage(missingInputs(missing));
  return values;
}

function readValue(input: FlowInput, text: string): JsonValue {
  const value = convert(input, text);
  const { options } = input;
  if (options && !options.some((option) => JSON.stringify(option) === JSON.stringify(value))) {
    const known = options.map((option) => JSON.stringify(option)).join(', ');
    throw usage(`The input ${input.name} takes one of ${known}, not ${JSON.stringify(value)}.`);
  }
  return value;
}

function convert(input: FlowInput, text: string): JsonValue {
  if (input.type.startsWith('list of ')) {
    const list = readJson(input, text);
    if (!Array.isArray(list))
      throw usage(`The input ${input.name} takes a JSON list such as '["a", "b"]', not ${text}.`);
    return list as JsonValue;
  }
  switch (input.type) {
    case 'number': {
      const value = Number(text);
      if (text.trim() === '' || !Number.isFinite(value))
        throw usage(`The input ${input.name} takes a number, not ${text || 'nothing'}.`);
      return value;
    }
    case 'boolean':
      if (TRUE_TEXTS.has(text.toLowerCase())) return true;
      if (FALSE_TEXTS.has(text.toLowerCase())) return false;
      throw usage(`The input ${input.name} takes true or false, not ${text || 'nothing'}.`);
    case 'json':
    case 'table':
      return readJson(input, text);
    default:
      return text;
  }
}

function readJson(input: FlowInput, text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (fault) {
    const why = fault instanceof Error ? fault.message : String(fault);
    throw usage(
      `The input ${input.name} takes JSON (${input.type}), but ${why}. Quote it for the shell: --input '${input.name}=[1, 2]'.`,
    );
  }
}

function unknownInput(name: string, declared: readonly FlowInput[]): string {
  const names = declared.map((input) => input.name);
  if (names.length === 0) return `The flow has no input ${name}; it has none at all.`;
  return `The flow has no input ${name}.${didYouMean(nearest(name, names))} It has: ${names.join(', ')}.`;
}

function missingInputs(missing: readonly FlowInput[]): string {
  const list = missing.map(({ name, type, description }) => {
    const words = description ? `  ${description}` : '';
    return `  --input ${name}=…  (${type})${words}`;
  });
  return `The flow needs ${missing.length === 1 ? 'an input' : 'inputs'} that ${missing.length === 1 ? 'has' : 'have'} no default:\n${list.join('\n')}`;
}

function usage(message: string): UsageError {
  return new UsageError(message, 'run');
}
