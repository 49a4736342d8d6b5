import { dataSetting } from '../executors/settings.ts';
import { type NodeFunction, output, textForm } from './node.ts';

/** `constant`: the value of its setting. */
export const runConstant: NodeFunction = async ({ task, values }) => {
  const value = await dataSetting(task, 'value', textForm(task));
  return value.ok ? output('value', await values.json(value.value, typeOf(value.value))) : value;
};

function typeOf(value: unknown): 'text' | 'number' | 'boolean' | 'json' {
  switch (typeof value) {
    case 'string':
      return 'text';
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    default:
      return 'json';
  }
}
