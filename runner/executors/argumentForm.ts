import { FailureCode, refuse } from '../engine/failures.ts';
import { commandForm } from '../values/textForm.ts';
import type { Task } from './executor.ts';
import type { ValueForm } from './settings.ts';

/** `${name}` in an argument stays one argument, whatever is in the value. What is secret is refused. */
export function argumentForm(task: Task): ValueForm {
  return (value, name) => {
    const text = commandForm(value, task);
    if (task.redactor.hides(text)) return refuseSecret(name);
    if (!text.includes('\0')) return { ok: true, value: text };
    return refuse(
      FailureCode.FAILURE_CODE_NODE_ERROR,
      `The value of \`${name}\` contains a null byte, which no argument can hold. Wire it to \`stdin\` instead.`,
      name,
    );
  };
}

function refuseSecret(name: string): ReturnType<typeof refuse> {
  return refuse(
    FailureCode.FAILURE_CODE_NODE_ERROR,
    `\${${name}} would put a secret into the arguments of a process, which everybody on this machine can read. Take it ` +
      'out of the settings: a secret under `secrets` and a value under `in` reach the command as an environment variable.',
    name,
  );
}
