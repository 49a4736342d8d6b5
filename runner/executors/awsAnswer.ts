import type { Checked } from '../engine/failures.ts';
import { readText } from '../values/readContent.ts';
import { contentOf } from '../values/valueContent.ts';
import type { ValueKeeper } from '../values/valueKeeper.ts';
import type { RunValue } from './executor.ts';

/**
 * What the AWS CLI answered, as data: null for nothing, and text where an operation prints text whatever it is asked for,
 * as the `s3` commands do.
 */
export async function awsAnswer(stdout: RunValue, values: ValueKeeper): Promise<Checked<RunValue>> {
  const text = await readText(contentOf(stdout, ''), 'stdout');
  if (!text.ok) return text;
  if (text.value.trim() === '') return { ok: true, value: { kind: 'inline', value: null, type: 'json' } };
  const isData = isJson(text.value);
  return { ok: true, value: await (isData ? values.jsonText(text.value, 'json') : values.text(text.value, 'json')) };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
