import type { ProtoStruct, ProtoValue } from './messages.ts';

/** Any value that JSON can say. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

/** A JSON object; its values may be any JSON value. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** Wraps a JSON value as `google.protobuf.Value`. Numbers that JSON cannot say (NaN, infinities) become null. */
export function toProtoValue(value: JsonValue): ProtoValue {
  switch (typeof value) {
    case 'string':
      return { stringValue: value };
    case 'number':
      return Number.isFinite(value) ? { numberValue: value } : { nullValue: 0 };
    case 'boolean':
      return { boolValue: value };
    default:
      if (value === null) return { nullValue: 0 };
      if (isList(value)) return { listValue: { values: value.map(toProtoValue) } };
      return { structValue: toProtoStruct(value) };
  }
}

/** Wraps a JSON object as `google.protobuf.Struct`. */
export function toProtoStruct(object: JsonObject): ProtoStruct {
  const fields: Record<string, ProtoValue> = {};
  for (const [key, value] of Object.entries(object)) setOwn(fields, key, toProtoValue(value));
  return { fields };
}

/** The JSON value of a `google.protobuf.Value`; an absent or empty one is null. */
export function fromProtoValue(value: ProtoValue | null | undefined): JsonValue {
  if (!value) return null;
  if (value.stringValue != null) return value.stringValue;
  if (value.numberValue != null) return value.numberValue;
  if (value.boolValue != null) return value.boolValue;
  if (value.listValue) return (value.listValue.values ?? []).map(fromProtoValue);
  if (value.structValue) return fromProtoStruct(value.structValue);
  return null;
}

/** The JSON object of a `google.protobuf.Struct`; an absent one is empty. */
export function fromProtoStruct(struct: ProtoStruct | null | undefined): JsonObject {
  const object: Record<string, JsonValue> = {};
  for (const [key, value] of Object.entries(struct?.fields ?? {})) setOwn(object, key, fromProtoValue(value));
  return object;
}

function isList(value: readonly JsonValue[] | JsonObject): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** A key called `__proto__` is a key like any other; a plain assignment would replace the object's prototype. */
function setOwn<Value>(object: Record<string, Value>, key: string, value: Value): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}
