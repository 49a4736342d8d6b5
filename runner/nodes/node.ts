import { type Checked, FailureCode, refuse } from '../engine/failures.ts';
import type { RunValue, Task, TaskSink } from '../executors/executor.ts';
import type { ValueForm } from '../executors/settings.ts';
import { readText } from '../values/readContent.ts';
import { textOfJson } from '../values/textForm.ts';
import { contentOf } from '../values/valueContent.ts';
import type { ValueKeeper } from '../values/valueKeeper.ts';

/** What a kind that runs inside the runner works with. */
export interface NodeContext {
  readonly task: Task;
  readonly sink: TaskSink;
  readonly values: ValueKeeper;
  /** Aborts when the node is to stop; whatever it then answers does not count, unless it had succeeded. */
  readonly signal: AbortSignal;
}

/** The values at the node's out-ports, or why there are none. */
export type NodeOutputs = Checked<ReadonlyMap<string, RunValue>>;

/** The implementation of a kind. It rejects only for faults of its own and of the file system. */
export type NodeFunction = (context: NodeContext) => NodeOutputs | Promise<NodeOutputs>;

/** The result of a node with one out-port. */
export function output(port: string, value: RunValue): NodeOutputs {
  return { ok: true, value: new Map([[port, value]]) };
}

/** A refusal of the node itself: a file that is not there, an expression that is wrong. */
export function nodeError(message: string, subject = ''): { ok: false; failure: ReturnType<typeof refuse>['failure'] } {
  return refuse(FailureCode.FAILURE_CODE_NODE_ERROR, message, subject);
}

/** The value at an in-port that the kind needs. */
export function requiredInput(task: Task, port: string): Checked<RunValue> {
  const value = task.inputs.get(port);
  if (value) return { ok: true, value };
  const message = `Nothing is wired to the in-port \`${port}\` of \`${task.kind}\`, which needs it.`;
  return refuse(FailureCode.FAILURE_CODE_MISSING_INPUT, message, port);
}

/** How `${name}` stands in the settings of kinds in the runner: texts whole, files as their path. */
export function textForm(task: Task): ValueForm {
  return (value, name) => {
    if (value.kind === 'inline') return { ok: true, value: textOfJson(value.value) };
    if (value.type === 'file' || value.type === 'image' || value.type === 'bytes') {
      return { ok: true, value: value.content.path };
    }
    return readText(contentOf(value, task.workingFolder), name);
  };
}
