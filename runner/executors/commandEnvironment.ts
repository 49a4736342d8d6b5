import type { Checked } from '../engine/failures.ts';
import { toEnvironment, type Variable } from '../values/environment.ts';
import type { Soon } from '../values/soon.ts';
import { commandForm, commandListForm } from '../values/textForm.ts';
import type { ValueKeeper } from '../values/valueKeeper.ts';
import type { RunValue, Task } from './executor.ts';

/**
 * The variables that a command gets beyond those of the runner: of the flow and the node, then its inputs and secrets.
 * Values over the inline limit are stored and become paths.
 */
export function commandEnvironment(
  task: Task,
  outputFile: string,
  values: ValueKeeper,
): Soon<Checked<Record<string, string>>> {
  if (task.inputs.size === 0 && task.lists.size === 0) return environmentWith([], task, outputFile);
  return inputVariables(task, values).then((variables) => environmentWith(variables, task, outputFile));
}

async function inputVariables(task: Task, values: ValueKeeper): Promise<readonly Variable[]> {
  const variables: Variable[] = [];
  for (const [source, value] of task.inputs) {
    if (source !== 'stdin') variables.push({ source, value: await shortForm(commandForm(value, task), values) });
  }
  for (const [source, list] of task.lists) {
    if (source !== 'stdin') variables.push({ source, value: await shortForm(commandListForm(list, task), values) });
  }
  return variables;
}

function environmentWith(inputs: readonly Variable[], task: Task, outputFile: string): Checked<Record<string, string>> {
  const secrets = [...task.secrets].map(([source, value]) => ({ source, value }));
  const own = toEnvironment([...inputs, ...secrets]);
  if (!own.ok) return own;
  return { ok: true, value: { ...task.env, ...own.value, FLOW_OUTPUT: outputFile } };
}

async function shortForm(text: string, values: ValueKeeper): Promise<string> {
  const value: RunValue = await values.text(text);
  return value.kind === 'stored' ? value.content.path : text;
}
