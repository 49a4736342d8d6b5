import { resolve } from 'node:path';
import { fromProtoStruct } from '../../proto/value.ts';
import type { RunValue, Task } from '../executors/executor.ts';
import { type Checked, FailureCode, refuse } from './failures.ts';
import type { PreparedNode, PreparedRun } from './preparedRun.ts';
import type { ValueTable } from './valueTable.ts';

/** Everything that one attempt of a node needs; refused when a node before it has not made what a wire takes. */
export function buildTask(run: PreparedRun, node: PreparedNode, attempt: number, values: ValueTable): Checked<Task> {
  const inputs = new Map<string, RunValue>();
  let lists: Map<string, readonly RunValue[]> | undefined;
  for (const port of node.ports) {
    const found: RunValue[] = [];
    for (const source of port.sources) {
      const value = values.get(source);
      if (!value) return refuseMissing(run, node, port.port, source.from === 'node' ? source : undefined);
      if (port.list) found.push(value);
      else inputs.set(port.port, value);
    }
    if (port.list) lists = (lists ?? new Map<string, readonly RunValue[]>()).set(port.port, found);
  }
  const { message } = node;
  const scope = run.scopes[node.scope];
  const workingFolder = scope?.workingFolder ?? run.workingFolder;
  return {
    ok: true,
    value: {
      runId: run.runId,
      node: node.id,
      kind: node.kind,
      attempt,
      settings: fromProtoStruct(message.settings),
      inputs,
      lists: lists ?? NO_LISTS,
      flowInputs: values.inputsOf(node.scope),
      secrets: run.secrets.size > 0 ? secretsOf(run, message.secretNames ?? []) : run.secrets,
      withheld: run.secrets.size > 0 ? withheldFrom(run, message.secretNames ?? []) : NOTHING_WITHHELD,
      tainted: run.tainted.has(node.id),
      redactor: run.redactor,
      env: message.env ? { ...scope?.env, ...message.env } : (scope?.env ?? NO_ENV),
      workdir: message.workdir ? resolve(workingFolder, message.workdir) : workingFolder,
      workingFolder,
      declaredOutputs: message.cache?.outputs ?? [],
    },
  };
}

const NO_LISTS: ReadonlyMap<string, readonly RunValue[]> = new Map();

const NO_ENV: Readonly<Record<string, string>> = {};

const NOTHING_WITHHELD: readonly string[] = [];

/** Secrets of the run that a node does not name. */
function withheldFrom(run: PreparedRun, names: readonly string[]): readonly string[] {
  return [...run.secrets.keys()].filter((name) => !names.includes(name));
}

function secretsOf(run: PreparedRun, names: readonly string[]): ReadonlyMap<string, string> {
  return new Map(names.map((name) => [name, run.secrets.get(name) ?? '']));
}

function refuseMissing(
  run: PreparedRun,
  node: PreparedNode,
  port: string,
  source: { readonly node: number; readonly port: string } | undefined,
): ReturnType<typeof refuse> {
  const from = source ? `\`${run.nodes[source.node]?.id ?? ''}.${source.port}\`` : 'a flow input';
  return refuse(
    FailureCode.FAILURE_CODE_OUTPUT_MISSING,
    `The in-port \`${port}\` of \`${node.id}\` takes ${from}, but that node ended without such an output. ` +
      'A script makes an output by appending `name=value` to the file $FLOW_OUTPUT.',
    port,
  );
}
