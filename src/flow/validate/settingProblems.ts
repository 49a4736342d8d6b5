import { type OutputUnit, type Schema, validate } from '@cfworker/json-schema';
import type { KindDefinition, SettingSchema } from '../catalog/kind.ts';
import { DURATION_HELP, parseDuration } from '../duration.ts';
import type { FlowNode, FlowPath, JsonValue } from '../model.ts';
import { ownValue } from '../ownKeys.ts';
import { listed } from '../parse/readContext.ts';
import { didYouMean } from '../suggest.ts';
import type { FlowScope } from './flowScope.ts';
import type { Problem } from './problem.ts';
import { schemaMessage } from './schemaMessages.ts';

/** Settings that are missing, that mean nothing, or whose values the kind's schema does not allow. */
export function settingProblems(scope: FlowScope, node: FlowNode, kind: KindDefinition): readonly Problem[] {
  const problems: Problem[] = [...missingSettings(node, kind)];
  for (const [name, value] of Object.entries(node.with)) {
    const path: FlowPath = ['nodes', node.id, 'with', name];
    const schema = ownValue(kind.settings, name);
    if (!schema) problems.push(unknownSetting(scope, kind, name, path));
    else if (value !== null || acceptsAnything(schema)) problems.push(...valueProblems(name, value, schema, path));
  }
  return problems;
}

function missingSettings(node: FlowNode, kind: KindDefinition): readonly Problem[] {
  return kind.requiredSettings.flatMap((name): readonly Problem[] => {
    const value = ownValue(node.with, name);
    const schema = kind.settings[name];
    const missing = value === undefined || (value === null && !(schema && acceptsAnything(schema))) || value === '';
    if (!missing) return [];
    const message = `"${node.id}" needs the setting "${name}": ${schema?.description ?? ''}`;
    const there = value !== undefined;
    const path: FlowPath = there ? ['nodes', node.id, 'with', name] : ['nodes', node.id];
    return [{ code: 'missing-setting', severity: 'error', message, path, part: 'key' }];
  });
}

function unknownSetting(scope: FlowScope, kind: KindDefinition, name: string, path: FlowPath): Problem {
  const names = Object.keys(kind.settings);
  const suggestion = scope.suggest(name, names);
  const there =
    names.length === 0 ? `"${kind.id}" has no settings` : `settings of "${kind.id}" are ${listed(names, 'and')}`;
  return {
    code: 'unknown-setting',
    severity: 'warning',
    message: `"${name}" means nothing here and is passed over; ${there}.${didYouMean(suggestion)}`,
    path,
    part: 'key',
    ...(suggestion === undefined ? {} : { replacement: suggestion }),
  };
}

function valueProblems(name: string, value: JsonValue, schema: SettingSchema, path: FlowPath): readonly Problem[] {
  if (typeof value === 'string' && schema.type === 'string' && schema.format !== 'code' && value.includes('${'))
    return [];
  if (schema.format === 'duration' && typeof value === 'number') {
    const message = `"${name}" is no duration. A unit is missing: write ${value}s for seconds.`;
    return [{ code: 'invalid-duration', severity: 'error', message, path, replacement: `${value}s` }];
  }
  const { valid, errors } = validate(value, schemaOf(schema), '2020-12', undefined, false);
  if (!valid) return errors.filter(isLeaf).map((error) => schemaProblem(name, value, schema, path, error));
  return formatProblems(name, value, schema, path);
}

function schemaProblem(
  name: string,
  value: JsonValue,
  schema: SettingSchema,
  path: FlowPath,
  error: OutputUnit,
): Problem {
  const steps = error.instanceLocation.split('/').slice(1).map(decodePointer);
  const place = valueAt(value, steps);
  const { message, replacement } = schemaMessage(name, steps, place, schema, error);
  const innermost: FlowPath = [...path, ...steps.map((step) => (/^\d+$/.test(step) ? Number(step) : step))];
  return {
    code: 'invalid-setting',
    severity: 'error',
    message,
    path: innermost,
    ...(replacement === undefined ? {} : { replacement }),
  };
}

function formatProblems(name: string, value: JsonValue, schema: SettingSchema, path: FlowPath): readonly Problem[] {
  if (typeof value !== 'string') return [];
  if (schema.format === 'duration' && parseDuration(value) === undefined) {
    const message = `"${name}" is no duration. ${DURATION_HELP}`;
    return [{ code: 'invalid-duration', severity: 'error', message, path }];
  }
  if (schema.format === 'url' && !/^https?:\/\/\S+$/i.test(value)) {
    const message = `"${name}" must be an address that starts with http:// or https://.`;
    return [{ code: 'invalid-setting', severity: 'error', message, path }];
  }
  return [];
}

/** What the schema says to a validator; hints for people and forms are left out. */
function schemaOf(schema: SettingSchema): Schema {
  const known = SCHEMAS.get(schema);
  if (known) return known;
  const { title: _title, description: _description, format: _format, language: _language, ...rest } = schema;
  const plain = structuredCopy(rest) as Schema;
  SCHEMAS.set(schema, plain);
  return plain;
}

const SCHEMAS = new WeakMap<SettingSchema, Schema>();

/** The validator writes marks into schemas; the catalog stays as it is. */
function structuredCopy(value: object): unknown {
  return JSON.parse(JSON.stringify(value));
}

function acceptsAnything(schema: SettingSchema): boolean {
  return schema.type === undefined && schema.enum === undefined;
}

/** Errors of whole lists and maps repeat those of their items. */
function isLeaf(error: OutputUnit): boolean {
  return !['items', 'properties', 'additionalProperties', 'prefixItems'].includes(error.keyword);
}

function valueAt(value: JsonValue, steps: readonly string[]): JsonValue | undefined {
  let current: unknown = value;
  for (const step of steps) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, step)) return undefined;
    current = (current as Readonly<Record<string, unknown>>)[step];
  }
  return current as JsonValue;
}

function decodePointer(step: string): string {
  return decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
}
