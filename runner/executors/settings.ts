import { interpolate, namesIn } from '../../src/flow/interpolate.ts';
import type { JsonValue } from '../../src/flow/model.ts';
import { type Checked, FailureCode, refuse } from '../engine/failures.ts';
import type { Soon } from '../values/soon.ts';
import type { RunValue, Task } from './executor.ts';

/** How a value stands in a setting. */
export type ValueForm = (value: RunValue, name: string) => Soon<Checked<string>>;

/** A setting that has to be text, without replacing any `${name}` in it: code stays as its author wrote it. */
export function codeSetting(task: Task, name: string): Checked<string> {
  const value = task.settings[name];
  return typeof value === 'string' ? { ok: true, value } : wrongSetting(task, name, 'text');
}

/** A setting that has to be text, with each `${name}` replaced. */
export function textSetting(task: Task, name: string, form: ValueForm): Soon<Checked<string>> {
  const value = task.settings[name];
  if (typeof value === 'number' || typeof value === 'boolean') return { ok: true, value: String(value) };
  if (typeof value !== 'string') return wrongSetting(task, name, 'text');
  return fillIn(task, name, value, form);
}

/** A setting that may be absent and otherwise is text. */
export function optionalTextSetting(task: Task, name: string, form: ValueForm): Soon<Checked<string | undefined>> {
  const value = task.settings[name];
  return value === undefined || value === null ? { ok: true, value: undefined } : textSetting(task, name, form);
}

/** A setting that is a list of texts or one text; absent counts as empty. Each entry stays one entry. */
export async function listSetting(task: Task, name: string, form: ValueForm): Promise<Checked<readonly string[]>> {
  const value = task.settings[name];
  if (value === undefined || value === null) return { ok: true, value: [] };
  const entries: readonly JsonValue[] = Array.isArray(value) ? value : [value];
  const texts: string[] = [];
  for (const entry of entries) {
    if (typeof entry === 'object') return wrongSetting(task, name, 'a list of texts');
    const text = await fillIn(task, name, String(entry), form);
    if (!text.ok) return text;
    texts.push(text.value);
  }
  return { ok: true, value: texts };
}

/** Data with each `${name}` in its texts replaced, also inside lists and objects; keys stay as they are. */
export async function dataSetting(task: Task, name: string, form: ValueForm): Promise<Checked<JsonValue>> {
  return fillInData(task, name, task.settings[name] ?? null, form);
}

/** The failure for a setting of the wrong form. */
export function wrongSetting(task: Task, name: string, wanted: string): { ok: false; failure: FailureOf } {
  const given = task.settings[name];
  const found = given === undefined ? 'is missing' : `is ${JSON.stringify(given).slice(0, 60)}`;
  return refuse(
    FailureCode.FAILURE_CODE_NODE_ERROR,
    `The setting \`${name}\` of \`${task.kind}\` ${found}; it has to be ${wanted}.`,
    name,
  );
}

type FailureOf = ReturnType<typeof refuse>['failure'];

async function fillInData(task: Task, name: string, value: JsonValue, form: ValueForm): Promise<Checked<JsonValue>> {
  if (typeof value === 'string') return fillIn(task, name, value, form);
  if (typeof value !== 'object' || value === null) return { ok: true, value };
  if (Array.isArray(value)) {
    const items: JsonValue[] = [];
    for (const item of value as readonly JsonValue[]) {
      const filled = await fillInData(task, name, item, form);
      if (!filled.ok) return filled;
      items.push(filled.value);
    }
    return { ok: true, value: items };
  }
  const filledEntries: [string, JsonValue][] = [];
  for (const [key, item] of Object.entries(value)) {
    const filled = await fillInData(task, name, item, form);
    if (!filled.ok) return filled;
    filledEntries.push([key, filled.value]);
  }
  return { ok: true, value: Object.fromEntries(filledEntries) };
}

/** Replaces each `${name}` of a text, once: what a value contains is never looked at again. */
function fillIn(task: Task, setting: string, text: string, form: ValueForm): Soon<Checked<string>> {
  return text.includes('${') ? fillInNames(task, setting, text, form) : { ok: true, value: text };
}

async function fillInNames(task: Task, setting: string, text: string, form: ValueForm): Promise<Checked<string>> {
  const texts = new Map<string, string>();
  for (const { name } of namesIn(text)) {
    if (texts.has(name)) continue;
    const found = await lookUp(task, setting, name, form);
    if (!found.ok) return found;
    texts.set(name, found.value);
  }
  return { ok: true, value: interpolate(text, (name) => texts.get(name) ?? '') };
}

function lookUp(task: Task, setting: string, name: string, form: ValueForm): Soon<Checked<string>> {
  const value = task.inputs.get(name) ?? task.flowInputs.get(name);
  if (value) return form(value, name);
  const secret = task.secrets.get(name);
  if (secret !== undefined) return form({ kind: 'inline', value: secret, type: 'text' }, name);
  const known = [...task.inputs.keys(), ...task.flowInputs.keys(), ...task.secrets.keys()];
  const list = known.length > 0 ? ` Known here: ${known.join(', ')}.` : '';
  return refuse(
    FailureCode.FAILURE_CODE_NODE_ERROR,
    `The setting \`${setting}\` uses \${${name}}, but no in-port, flow input or secret has that name.${list}`,
    setting,
  );
}
