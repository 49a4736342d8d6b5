import { Liquid, type Template } from 'liquidjs';
import { didYouMean, nearest } from '../../src/flow/suggest.ts';
import { FailureCode, refuse } from '../engine/failures.ts';
import { COMPILED_TEXTS, TEMPLATE_CHARACTERS, TEMPLATE_MEMORY, TEMPLATE_MS } from '../executors/limits.ts';
import { codeSetting } from '../executors/settings.ts';
import { CompiledTexts } from './compiledTexts.ts';
import { inputData } from './inputData.ts';
import { type NodeFunction, type NodeOutputs, output } from './node.ts';

/** Filling is synchronous and in the runner's own thread, so its time and its memory are bounded; it sees no files. */
const engine = new Liquid({
  strictVariables: true,
  strictFilters: true,
  lenientIf: true,
  ownPropertyOnly: true,
  templates: {},
  parseLimit: TEMPLATE_CHARACTERS,
  renderLimit: TEMPLATE_MS,
  memoryLimit: TEMPLATE_MEMORY,
});

const templates = new CompiledTexts<Template[]>(COMPILED_TEXTS);

/** `template`: Liquid text with the in-ports as variables; a name with `-` or `.` is also there with `_`. */
export const runTemplate: NodeFunction = async ({ task, values }) => {
  const template = codeSetting(task, 'template');
  if (!template.ok) return template;
  const data = await inputData(task);
  if (!data.ok) return data;
  const variables = { ...data.value };
  for (const [name, value] of Object.entries(data.value)) variables[name.replaceAll(/[-.]/g, '_')] ??= value;
  try {
    const parsed = templates.get(template.value, (text) => engine.parse(text));
    const text = engine.renderSync(parsed, variables) as string;
    return output('text', await values.text(text));
  } catch (error) {
    return explain(error, Object.keys(variables));
  }
};

function explain(error: unknown, names: readonly string[]): NodeOutputs {
  const message = (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
  const [, what = message, line, column] = /^(.*?)(?:, line:(\d+))?(?:, col:(\d+))?$/.exec(message) ?? [];
  const place = line === undefined ? '' : ` at line ${line}${column === undefined ? '' : `, column ${column}`}`;
  if (/limit exceeded/.test(what)) {
    const reason = `The template does too much${place}: ${what}. It may run ${TEMPLATE_MS} ms; use a command for more.`;
    return refuse(FailureCode.FAILURE_CODE_LIMIT_REACHED, reason, 'template');
  }
  const unknown = /^undefined variable: ([\w-]+)/.exec(what)?.[1];
  const help = unknown === undefined ? '' : helpWith(unknown, names);
  return refuse(FailureCode.FAILURE_CODE_NODE_ERROR, `The template is wrong${place}: ${what}.${help}`, 'template');
}

function helpWith(unknown: string, names: readonly string[]): string {
  const known = names.length === 0 ? 'Nothing is wired to this node.' : `Wired here: ${names.join(', ')}.`;
  return `${didYouMean(nearest(unknown, names))} ${known}`;
}
