import { FailureCode, refuse } from '../engine/failures.ts';
import { isTrueLike } from '../engine/trueLike.ts';
import type { RunValue } from '../executors/executor.ts';
import { optionalTextSetting } from '../executors/settings.ts';
import { type NodeFunction, output, requiredInput, textForm } from './node.ts';

/** Characters of a value that a failure shows. */
const SHOWN_CHARACTERS = 80;

/** `assert`: hands a true-like value on and fails for any other. */
export const runAssert: NodeFunction = async ({ task }) => {
  const value = requiredInput(task, 'value');
  if (!value.ok) return value;
  if (isTrueLike(value.value)) return output('value', value.value);
  const message = await optionalTextSetting(task, 'message', textForm(task));
  if (!message.ok) return message;
  const reason = message.value || `The value is ${shown(value.value)}, which does not count as true.`;
  return refuse(FailureCode.FAILURE_CODE_ASSERTION, reason, 'value');
};

function shown(value: RunValue): string {
  return value.kind === 'inline' ? JSON.stringify(value.value).slice(0, SHOWN_CHARACTERS) : 'empty';
}
