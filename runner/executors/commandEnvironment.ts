import type { Checked } from '../engine/failures.ts';
import { toEnvironment, type Variable } from '../values/environment.ts';
import { commandForm, commandListForm } from '../values/textForm.ts';
import type { ValueKeeper } from '../values/valueKeeper.ts';
import type { RunValue, Task } from './executor.ts';

/**
 * The variables that a command gets beyond those of the runner: of the flow and the node, then its inputs and secrets.
 * Values over the inline limit are stored and become paths.
 */
export async function commandEnvironment(
  task: Task,
  outputFile: string,
  values: ValueKeeper,
): Promise<Checked<Record<string, string>>> {
  const variables: Variable[] = [];
  for (const [source, value] of task.inputs) {
    if (source !== 'stdin') variables.push({ source, value: await shortForm(commandForm(value, task), values) });
  }
  for (const [source, list] of task.lists) {
    if (source !== 'stdin') variables.push({ source, value: await shortForm(commandListForm(list, task), values) });
  }
  for (const [source, value] of task.secrets) variables.push({ source, value });
  const own = toEnvironment(variables);
  if (!own.ok) return own;
  return { ok: true, value: { ...task.env, ...own.value, FLOW_OUTPUT: outputFile } };
}

async function shortForm(text: string, values: ValueKeeper): Promise<string> {
  const value: RunValue = await values.text(text);
  return value.kind === 'stored' ? value.content.path : text;
}
