import type { Graph, GraphInput, ProtoValue } from '../../proto/messages.ts';
import { fromProtoValue, type JsonValue } from '../../proto/value.ts';
import type { PortType } from '../../src/flow/model.ts';
import { secretProblem } from '../../src/flow/secrets.ts';
import type { RunValue } from '../executors/executor.ts';
import { type Checked, FailureCode, refuse } from './failures.ts';

/** The flow's inputs as values: those given, else their defaults. */
export function checkInputs(
  inputs: readonly GraphInput[],
  given: Readonly<Record<string, ProtoValue>>,
): Checked<ReadonlyMap<string, RunValue>> {
  const values = new Map<string, RunValue>();
  for (const input of inputs) {
    const name = input.name ?? '';
    const chosen = given[name] ?? input.defaultValue;
    if (!chosen) {
      return refuse(
        FailureCode.FAILURE_CODE_MISSING_INPUT,
        `The flow's input \`${name}\` has no value and no default. Give one with the request.`,
        name,
      );
    }
    const type = (input.type || 'any') as PortType;
    const value = fromProtoValue(chosen);
    if (!fits(value, type)) {
      return refuse(
        FailureCode.FAILURE_CODE_MISSING_INPUT,
        `The flow's input \`${name}\` takes ${type}, but ${JSON.stringify(value).slice(0, 80)} was given.`,
        name,
      );
    }
    values.set(name, { kind: 'inline', value, type });
  }
  return { ok: true, value: values };
}

function fits(value: JsonValue, type: PortType): boolean {
  if (type.startsWith('list of ')) return Array.isArray(value);
  switch (type) {
    case 'number':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    case 'text':
    case 'file':
    case 'image':
      return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    default:
      return true;
  }
}

/** The values of all secrets that the graph declares. */
export function checkSecrets(
  graph: Graph,
  given: Readonly<Record<string, string>>,
): Checked<ReadonlyMap<string, string>> {
  const secrets = new Map<string, string>();
  for (const name of graph.secretNames ?? []) {
    const value = given[name];
    if (value === undefined || value === '') {
      return refuse(
        FailureCode.FAILURE_CODE_SECRET_MISSING,
        `The flow needs the secret \`${name}\`, which was not given. Give it under \`secrets\` of the request.`,
        name,
      );
    }
    const problem = secretProblem(value);
    if (problem !== undefined) {
      const message = `The secret \`${name}\` cannot be used. ${problem}`;
      return refuse(FailureCode.FAILURE_CODE_SECRET_MISSING, message, name);
    }
    secrets.set(name, value);
  }
  return { ok: true, value: secrets };
}
