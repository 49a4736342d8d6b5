import type { KindDefinition, SettingSchema } from '../catalog/kind.ts';
import type { JsonObject, JsonValue } from '../model.ts';
import { ANY_TEXT, type Choice, type KeyShape, type Shape } from './shape.ts';

/** The settings of a kind as keys of `with`. */
export function settingKeys(kind: KindDefinition): readonly KeyShape[] {
  return Object.entries(kind.settings).map(([key, schema]) => ({
    key,
    doc: settingDoc(schema),
    detail: settingDetail(schema),
    value: settingShape(schema),
    required: kind.requiredSettings.includes(key),
  }));
}

/** What a setting's schema lets stand there. */
export function settingShape(schema: SettingSchema): Shape {
  if (schema.format === 'code') return { is: 'code', language: schema.language ?? 'text' };
  if (schema.format === 'duration') return { is: 'duration' };
  if (schema.format === 'path') return { is: 'path', from: 'node' };
  if (schema.enum) return { is: 'choice', choices: schema.enum.filter(isPlain).map((value) => ({ value })) };
  const [first, ...others] = typesOf(schema);
  const further = others.map((type) => ofType(type, schema)).find((shape) => shape.is === 'list' || shape.is === 'map');
  const shape = ofType(first, schema);
  return further && (shape.is === 'map' || shape.is === 'list') ? { ...shape, or: further } : shape;
}

/** What a setting is for, with its default and examples, as Markdown. */
export function settingDoc(schema: SettingSchema): string {
  const examples = (schema.examples ?? []).map((example) => codeSpan(valueText(example)));
  return [
    schema.description,
    ...(schema.enum ? [`One of ${schema.enum.map((value) => codeSpan(valueText(value))).join(', ')}.`] : []),
    ...(schema.default === undefined ? [] : [`Default: ${codeSpan(valueText(schema.default))}`]),
    ...(examples.length === 0 ? [] : [`Example: ${examples.join(', ')}`]),
  ].join('\n\n');
}

/** The type of a setting and its default, in a few words. */
export function settingDetail(schema: SettingSchema): string {
  const type = schema.format === 'code' ? `${schema.language ?? ''} code`.trim() : (schema.format ?? typeWords(schema));
  return schema.default === undefined ? type : `${type} = ${valueText(schema.default)}`;
}

/** Text between backticks that shows as it is. */
export function codeSpan(text: string): string {
  const fence = text.includes('`') ? '``' : '`';
  const padding = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${fence}${padding}${text.replaceAll('\n', '⏎')}${padding}${fence}`;
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  boolean: 'true or false',
  array: 'list',
  object: 'map',
};

function typeWords(schema: SettingSchema): string {
  const types = typesOf(schema).map((type) => (type === undefined ? 'anything' : (TYPE_WORDS[type] ?? type)));
  return types.join(' or ');
}

function typesOf(schema: SettingSchema): readonly (string | undefined)[] {
  return typeof schema.type === 'string' || schema.type === undefined ? [schema.type] : schema.type;
}

function ofType(type: string | undefined, schema: SettingSchema): Shape {
  switch (type) {
    case 'boolean':
      return { is: 'choice', choices: BOOLEANS };
    case 'array':
      return { is: 'list', item: itemShape(schema.items) };
    case 'object':
      return { is: 'map', keys: [], more: () => itemShape(schema.additionalProperties) };
    case 'integer':
    case 'number':
      return { is: 'number', examples: (schema.examples ?? []).filter((value) => typeof value === 'number') };
    default:
      return { is: 'text', examples: (schema.examples ?? []).filter((value) => typeof value === 'string') };
  }
}

const BOOLEANS: readonly Choice[] = [{ value: true }, { value: false }];

function itemShape(schema: JsonObject | boolean | undefined): Shape {
  return typeof schema === 'object' && schema.type === 'boolean' ? { is: 'choice', choices: BOOLEANS } : ANY_TEXT;
}

function isPlain(value: JsonValue): value is string | number | boolean | null {
  return typeof value !== 'object' || value === null;
}

function valueText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
