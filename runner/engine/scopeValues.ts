import { resolve } from 'node:path';
import { fromProtoValue } from '../../proto/value.ts';
import type { JsonValue, PortType } from '../../src/flow/model.ts';
import { itemType } from '../../src/flow/ports.ts';
import type { RunValue, Task } from '../executors/executor.ts';
import { dataSetting } from '../executors/settings.ts';
import { textForm } from '../nodes/node.ts';
import { pathAsValue, textOfJson } from '../values/textForm.ts';
import { type Checked, FailureCode, refuse } from './failures.ts';
import type { PreparedScope } from './preparedRun.ts';
import { isTrueLike } from './trueLike.ts';

/**
 * The inputs of a flow that runs in the place of a node: what is wired to the node, else what stands in its settings, else
 * the flow's own defaults; each as the type that the flow wants. Paths of files lead to the same file from its folder.
 * @param task The task of the node.
 */
export async function scopeInputs(scope: PreparedScope, task: Task): Promise<Checked<ReadonlyMap<string, RunValue>>> {
  const inputs = new Map<string, RunValue>();
  for (const { name = '', type, defaultValue } of scope.inputs) {
    const wanted = (type || 'any') as PortType;
    const given = await givenValue(task, name, wanted);
    if (!given.ok) return given;
    if (given.value) {
      const value = asInput(given.value, wanted);
      if (!value) return refuseInput(task, name, wanted, given.value);
      inputs.set(name, movedFile(value, task.workingFolder, scope.workingFolder));
    } else if (defaultValue) {
      inputs.set(name, { kind: 'inline', value: fromProtoValue(defaultValue), type: wanted });
    } else {
      const message = `The input \`${name}\` of the flow in \`${task.node}\` has no value: wire one to it or set it under \`with\`.`;
      return refuse(FailureCode.FAILURE_CODE_MISSING_INPUT, message, name);
    }
  }
  return { ok: true, value: inputs };
}

/** What a flow has made, as the node whose place it took gives it to the flow around it. */
export function scopeOutput(value: RunValue, scope: PreparedScope, around: PreparedScope): RunValue {
  return movedFile(value, scope.workingFolder, around.workingFolder);
}

async function givenValue(task: Task, name: string, type: PortType): Promise<Checked<RunValue | undefined>> {
  const wired = task.inputs.get(name);
  if (wired) return { ok: true, value: wired };
  const list = task.lists.get(name);
  if (list) {
    const message = `The input \`${name}\` of the flow in \`${task.node}\` takes one value, not a list of wires.`;
    return refuse(FailureCode.FAILURE_CODE_INVALID_GRAPH, message, name);
  }
  if (!Object.hasOwn(task.settings, name)) return { ok: true, value: undefined };
  const constant = await dataSetting(task, name, textForm(task));
  return constant.ok ? { ok: true, value: { kind: 'inline', value: constant.value, type } } : constant;
}

/** A value as the type that an input has; undefined when it cannot be that. Stored content is read by who needs it. */
function asInput(value: RunValue, type: PortType): RunValue | undefined {
  if (value.kind === 'stored' || type === 'any') return value;
  const converted = convert(value, type);
  return converted === undefined ? undefined : { kind: 'inline', value: converted, type };
}

function convert(value: RunValue & { kind: 'inline' }, type: PortType): JsonValue | undefined {
  const plain = value.value;
  if (itemType(type)) return Array.isArray(plain) ? plain : undefined;
  switch (type) {
    case 'number':
      return asNumber(plain);
    case 'boolean':
      return typeof plain === 'boolean' ? plain : isTrueLike(value);
    case 'text':
      return textOfJson(plain);
    case 'file':
    case 'image':
      return typeof plain === 'string' ? plain : undefined;
    default:
      return plain;
  }
}

function asNumber(value: JsonValue): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** Relative paths of files start in the folder of the flow that they are in. */
function movedFile(value: RunValue, from: string, to: string): RunValue {
  if (from === to || value.kind === 'stored') return value;
  const move = (path: JsonValue) => (typeof path === 'string' ? pathAsValue(resolve(from, path), to) : path);
  if (value.type === 'file' || value.type === 'image') return { ...value, value: move(value.value) };
  const isList = value.type === 'list of file' || value.type === 'list of image';
  return isList && Array.isArray(value.value) ? { ...value, value: value.value.map(move) } : value;
}

function refuseInput(task: Task, name: string, type: PortType, given: RunValue): ReturnType<typeof refuse> {
  const shown = given.kind === 'inline' ? JSON.stringify(given.value).slice(0, 80) : 'stored content';
  const message = `The input \`${name}\` of the flow in \`${task.node}\` takes ${type}, but ${shown} was given.`;
  return refuse(FailureCode.FAILURE_CODE_MISSING_INPUT, message, name);
}
