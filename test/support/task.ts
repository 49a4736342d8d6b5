import type { Task } from '../../runner/executors/executor.ts';
import { Redactor } from '../../runner/logs/redactor.ts';
import type { JsonObject } from '../../src/flow/model.ts';

/** A first attempt of a node of some kind, with nothing wired to it, in the root folder, that knows no secret; `changes` win. */
export function taskOf(kind: string, settings: JsonObject, changes: Partial<Task> = {}): Task {
  return {
    runId: 'run-1',
    node: 'node_1',
    kind,
    attempt: 1,
    settings,
    inputs: new Map(),
    lists: new Map(),
    flowInputs: new Map(),
    secrets: new Map(),
    withheld: [],
    tainted: false,
    redactor: new Redactor([]),
    env: {},
    workdir: '/',
    workingFolder: '/',
    declaredOutputs: [],
    ...changes,
  };
}
