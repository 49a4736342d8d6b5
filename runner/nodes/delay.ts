import { setTimeout as wait } from 'node:timers/promises';
import { DURATION_HELP, parseDuration } from '../../src/flow/duration.ts';
import type { RunValue } from '../executors/executor.ts';
import { textSetting } from '../executors/settings.ts';
import { type NodeFunction, nodeError, output, textForm } from './node.ts';

/** The longest time that a timer of the system can count, nearly 25 days. */
const LONGEST_MS = 2 ** 31 - 1;

const NOTHING: RunValue = { kind: 'inline', value: null, type: 'any' };

/** `delay`: waits, then hands its value on. */
export const runDelay: NodeFunction = async ({ task, signal }) => {
  const text = await textSetting(task, 'for', textForm(task));
  if (!text.ok) return text;
  const milliseconds = parseDuration(text.value);
  if (milliseconds === undefined) return nodeError(`\`${text.value}\` is no duration. ${DURATION_HELP}`, 'for');
  if (milliseconds > LONGEST_MS) return nodeError(`\`${text.value}\` is too long; 24 days are the most.`, 'for');
  await wait(milliseconds, undefined, { signal });
  return output('value', task.inputs.get('value') ?? NOTHING);
};
