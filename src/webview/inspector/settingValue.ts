import type { SettingSchema, SettingType } from '../../flow/catalog/kind.ts';
import type { JsonObject, JsonValue } from '../../flow/model.ts';

/** How the form shows a setting. */
export type SettingControl = 'code' | 'multiline' | 'text' | 'number' | 'boolean' | 'choice' | 'list' | 'map' | 'value';

/** Picks the control for a setting; a value of another type than the schema's is edited as it is. */
export function controlOf(schema: SettingSchema, value: JsonValue | undefined): SettingControl {
  const types = [schema.type ?? []].flat();
  const controls = types.length === 0 ? [controlOfType(schema)] : types.map((type) => controlOfType(schema, type));
  const fitting = value === undefined ? controls[0] : controls.find((control) => fits(control, value));
  return fitting ?? 'value';
}

function controlOfType(schema: SettingSchema, type?: SettingType): SettingControl {
  if (schema.enum) return 'choice';
  switch (type) {
    case 'string':
      return schema.format === 'code' || schema.format === 'multiline' ? schema.format : 'text';
    case 'number':
    case 'integer':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'array':
      return 'list';
    case 'object':
      return 'map';
    default:
      return 'value';
  }
}

function fits(control: SettingControl, value: JsonValue): boolean {
  switch (control) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'list':
      return Array.isArray(value) && value.every(isScalar);
    case 'map':
      return isJsonObject(value) && Object.values(value).every(isScalar);
    case 'value':
      return true;
    default:
      return isScalar(value);
  }
}

/** Whether a value is one that a single field can show. */
export function isScalar(value: JsonValue): boolean {
  return value === null || typeof value !== 'object';
}

/** Whether a value is an object and no list. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as a text field shows it: text as it is, everything else as JSON. */
export function toFieldText(value: JsonValue | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Text as a number when it is one; else as it is, so that `${name}` can stand for a number. */
export function numberOrText(text: string): JsonValue {
  const wanted = text.trim();
  return wanted !== '' && Number.isFinite(Number(wanted)) ? Number(wanted) : wanted;
}

/** Text as the JSON that it is, or else as text. */
export function jsonOrText(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}

/** A value of any kind as text that `jsonOrText` reads back as the same value. */
export function toValueText(value: JsonValue | undefined): string {
  if (value === undefined) return '';
  if (typeof value !== 'string') return JSON.stringify(value, null, 2);
  return jsonOrText(value) === value ? value : JSON.stringify(value);
}

/** One item of a list as its field gives it back: a number where the schema wants one. */
export function itemFromText(text: string, schema: SettingSchema): JsonValue {
  const type = schema.items?.['type'];
  return type === 'integer' || type === 'number' ? numberOrText(text) : text;
}

/** What stands in an empty field: the default, or an example. */
export function placeholderOf(schema: SettingSchema): string {
  if (schema.default !== undefined) return toFieldText(schema.default);
  const example = schema.examples?.[0];
  return example === undefined ? '' : `For example ${toFieldText(example)}`;
}

/** What stands in the empty row of a list without entries. */
export function listPlaceholder({ default: fallback }: SettingSchema): string {
  if (!Array.isArray(fallback) || fallback.length === 0) return '';
  return `${fallback.map(toFieldText).join(', ')} (default)`;
}
