import { stat } from 'node:fs/promises';
import { type Checked, FailureCode, refuse } from '../engine/failures.ts';
import type { RunValue, Task } from '../executors/executor.ts';
import { IN_MEMORY_BYTES, TRANSFORM_HEAP_MIB } from '../executors/limits.ts';
import { codeSetting } from '../executors/settings.ts';
import { JSON_LINES } from '../store/mediaTypes.ts';
import { essenceOf, isJsonMedia, isTextMedia } from '../store/preview.ts';
import { variableName } from '../values/environment.ts';
import { type NodeFunction, type NodeOutputs, nodeError, output } from './node.ts';
import type { TransformInput, TransformRequest } from './transformMessages.ts';
import type { TransformOutcome, TransformThreads } from './transformThreads.ts';

/**
 * `transform`: what a JSONata expression gives. Each in-port is a variable `$name`, with `_` for `-` and `.`, and a field
 * of the expression's own input.
 */
export function transformWith(threads: TransformThreads): NodeFunction {
  return async ({ task, values, signal }) => {
    const expression = codeSetting(task, 'expression');
    if (!expression.ok) return expression;
    const inputs = await inputsOf(task);
    if (!inputs.ok) return inputs;
    const outcome = await threads.compute({ expression: expression.value, inputs: inputs.value }, signal);
    if (!outcome.ok) return explain(outcome, expression.value);
    return output('value', await values.jsonText(outcome.text, 'json'));
  };
}

async function inputsOf(task: Task): Promise<Checked<TransformRequest['inputs']>> {
  const inputs: [string, TransformInput][] = [];
  let bytes = 0;
  for (const [port, value] of task.inputs) {
    if (value.kind === 'stored') bytes += await sizeOf(value);
    inputs.push([variableName(port), inputOf(value)]);
  }
  for (const [port, list] of task.lists) inputs.push([variableName(port), { list: list.map(inputOf) }]);
  if (bytes <= IN_MEMORY_BYTES) return { ok: true, value: inputs };
  const message = `The inputs have ${bytes} bytes; an expression works on at most ${IN_MEMORY_BYTES}. Use a command.`;
  return refuse(FailureCode.FAILURE_CODE_LIMIT_REACHED, message);
}

async function sizeOf(value: Extract<RunValue, { kind: 'stored' }>): Promise<number> {
  const found = await stat(value.content.path).catch(() => undefined);
  return found?.size ?? 0;
}

/** Text as text, data and tables as data; files, images and bytes as their path. */
function inputOf(value: RunValue): TransformInput {
  if (value.kind === 'inline') return { data: value.value };
  const { mediaType, path } = value.content;
  const opaque = value.type === 'file' || value.type === 'image' || value.type === 'bytes' || !isTextMedia(mediaType);
  if (opaque) return { data: path };
  if (value.type === 'text') return { file: path, form: 'text' };
  if (essenceOf(mediaType) === JSON_LINES) return { file: path, form: 'jsonLines' };
  return { file: path, form: isJsonMedia(mediaType) ? 'json' : 'text' };
}

function explain(outcome: Exclude<TransformOutcome, { ok: true }>, expression: string): NodeOutputs {
  if ('stopped' in outcome) return refuse(FailureCode.FAILURE_CODE_CANCELLED, 'The expression was stopped.');
  if ('outOfMemory' in outcome) {
    const message = `The expression needs more than ${TRANSFORM_HEAP_MIB} MiB of memory. Work on less data at a time, or use a command.`;
    return refuse(FailureCode.FAILURE_CODE_LIMIT_REACHED, message, 'expression');
  }
  const place = outcome.position === undefined ? '' : ` at ${placeOf(expression, outcome.position)}`;
  return nodeError(`The expression is wrong${place}: ${outcome.message.replace(/\.$/, '')}.`, 'expression');
}

/** JSONata counts up to the end of the part that it complains of. */
function placeOf(expression: string, position: number): string {
  const before = expression.slice(0, Math.max(0, position - 1));
  return `line ${before.split('\n').length}, column ${before.length - before.lastIndexOf('\n')}`;
}
