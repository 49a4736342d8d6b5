import { readFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import jsonata from 'jsonata';
import type { JsonValue } from '../../src/flow/model.ts';
import { COMPILED_TEXTS } from '../executors/limits.ts';
import { CompiledTexts } from './compiledTexts.ts';
import type { TransformInput, TransformReply, TransformRequest } from './transformMessages.ts';

/** Computes expressions one after the other; an endless one is ended with its thread. */
const expressions = new CompiledTexts<jsonata.Expression>(COMPILED_TEXTS);

parentPort?.on('message', (request: TransformRequest) => {
  void compute(request).then((reply) => parentPort?.postMessage(reply));
});

async function compute({ expression, inputs }: TransformRequest): Promise<TransformReply> {
  try {
    const data = Object.fromEntries(inputs.map(([name, input]) => [name, load(input)]));
    const compiled = expressions.get(expression, (text) => jsonata(text));
    const result: unknown = await compiled.evaluate(data, data);
    return { ok: true, text: JSON.stringify(result ?? null, refuseFunction) };
  } catch (error) {
    return explain(error);
  }
}

/** Functions are values in an expression, but not outside of it. */
function refuseFunction(_key: string, value: unknown): unknown {
  const isLambda = typeof value === 'object' && value !== null && '_jsonata_lambda' in value;
  if (isLambda || typeof value === 'function') throw new Error('it gives a function, which is no data');
  return value;
}

function load(input: TransformInput): JsonValue {
  if ('data' in input) return input.data;
  if ('list' in input) return input.list.map(load);
  const text = readFileSync(input.file, 'utf8');
  if (input.form === 'text') return text;
  if (input.form === 'json') return JSON.parse(text) as JsonValue;
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => JSON.parse(line) as JsonValue);
}

/** Errors of the expression are plain objects with a code, a message and often a position. */
function explain(error: unknown): TransformReply {
  const { message, position } = error as { message?: unknown; position?: unknown };
  const text = typeof message === 'string' ? message : String(error);
  return { ok: false, message: text, ...(typeof position === 'number' && { position }) };
}
