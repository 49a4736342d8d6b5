import { JSON_TEXT } from '../store/mediaTypes.ts';
import { parseJson, readText } from '../values/readContent.ts';
import { contentOf } from '../values/valueContent.ts';
import { type NodeFunction, output, requiredInput } from './node.ts';

/** `json.parse`: data from JSON text. Large text that is JSON stays where it is stored. */
export const runJsonParse: NodeFunction = async ({ task, values }) => {
  const value = requiredInput(task, 'text');
  if (!value.ok) return value;
  const text = await readText(contentOf(value.value, task.workingFolder), 'text');
  if (!text.ok) return text;
  const data = parseJson(text.value, 'text');
  if (!data.ok) return data;
  if (value.value.kind === 'stored') {
    return output('value', { kind: 'stored', content: { ...value.value.content, mediaType: JSON_TEXT }, type: 'json' });
  }
  return output('value', await values.json(data.value, 'json'));
};
