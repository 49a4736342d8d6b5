import type { FlowInput, JsonValue, PortType } from '../../flow/model.ts';

/** A value that a person typed, read by the type of its input; or what is wrong with it. */
export type ParsedInput =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly message: string };

/** Reads what a person typed for an input. Text is taken as it is; a list is JSON, or plain items between commas. */
export function parseInput(type: PortType, typed: string): ParsedInput {
  if (type.startsWith('list of ')) return parseList(type.slice('list of '.length) as PortType, typed);
  switch (type) {
    case 'number':
      return parseNumber(typed);
    case 'boolean':
      return parseBoolean(typed);
    case 'json':
    case 'table':
      return parseJson(typed);
    case 'file':
    case 'image':
      return typed.trim() === '' ? wrong('Give the path of a file, relative to the flow.') : right(typed.trim());
    default:
      return right(typed);
  }
}

/** A value as a person would type it, to begin with when the form asks again. */
export function formatInput(value: JsonValue | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What the form says about an input: its type, and its description when it has one. */
export function describeInput(input: FlowInput): string {
  return input.description === undefined ? input.type : `${input.description} (${input.type})`;
}

function parseNumber(typed: string): ParsedInput {
  const value = Number(typed.trim());
  return typed.trim() !== '' && Number.isFinite(value) ? right(value) : wrong('Give a number, such as 3 or 0.5.');
}

function parseBoolean(typed: string): ParsedInput {
  const word = typed.trim().toLowerCase();
  if (word === 'true') return right(true);
  return word === 'false' ? right(false) : wrong('Give true or false.');
}

function parseJson(typed: string): ParsedInput {
  try {
    return right(JSON.parse(typed) as JsonValue);
  } catch {
    return wrong('Give a JSON value, such as {"name": 1}, [1, 2] or "text".');
  }
}

function parseList(itemType: PortType, typed: string): ParsedInput {
  if (typed.trim().startsWith('[')) {
    const list = parseJson(typed);
    return list.ok && !Array.isArray(list.value) ? wrong('Give a JSON list, such as [1, 2].') : list;
  }
  const values: JsonValue[] = [];
  for (const item of typed.split(',').map((part) => part.trim())) {
    if (item === '') continue;
    const parsed = parseInput(itemType, item);
    if (!parsed.ok) return wrong(`Item “${item}”: ${parsed.message}`);
    values.push(parsed.value);
  }
  return right(values);
}

function right(value: JsonValue): ParsedInput {
  return { ok: true, value };
}

function wrong(message: string): ParsedInput {
  return { ok: false, message };
}
