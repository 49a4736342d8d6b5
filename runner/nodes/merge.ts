import type { JsonValue } from '../../src/flow/model.ts';
import { optionalTextSetting } from '../executors/settings.ts';
import { inputData } from './inputData.ts';
import { type NodeFunction, nodeError, output, textForm } from './node.ts';

/** The list port of `merge`. */
const ITEMS = 'items';

/**
 * `merge`: several values as one. As a list: those of `items` in the order of their wires, then the other in-ports in
 * theirs. As an object: under the names of the in-ports.
 */
export const runMerge: NodeFunction = async ({ task, values }) => {
  const as = await optionalTextSetting(task, 'as', textForm(task));
  if (!as.ok) return as;
  const data = await inputData(task);
  if (!data.ok) return data;
  switch (as.value ?? 'list') {
    case 'object':
      return output('value', await values.json(data.value, 'json'));
    case 'list': {
      const { [ITEMS]: items, ...others } = data.value;
      const list: readonly JsonValue[] = Array.isArray(items) ? items : items === undefined ? [] : [items];
      return output('value', await values.json([...list, ...Object.values(others)], 'json'));
    }
    default:
      return nodeError(`\`as\` is \`${as.value}\`; it has to be list or object.`, 'as');
  }
};
