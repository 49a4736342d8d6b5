import type { JsonObject, JsonValue } from '../../src/flow/model.ts';
import { type Checked, FailureCode, refuse } from '../engine/failures.ts';
import { textOfJson } from '../values/textForm.ts';
import { argumentForm } from './argumentForm.ts';
import type { CommandLine } from './commandLine.ts';
import { inWords } from './commandWords.ts';
import type { Task } from './executor.ts';
import { dataSetting, listSetting, optionalTextSetting, textSetting, wrongSetting } from './settings.ts';

/** Nobody is there to page through output or to answer questions. */
const UNATTENDED = { AWS_PAGER: '', AWS_CLI_AUTO_PROMPT: 'off' };

const INSTALLATION =
  'Install the AWS CLI: `apt install awscli` on Debian, `brew install awscli` on macOS, ' +
  '`winget install Amazon.AWSCLI` on Windows.';

/** Settings that are options of every operation. */
const COMMON_OPTIONS = [
  ['profile', '--profile'],
  ['region', '--region'],
  ['endpoint', '--endpoint-url'],
] as const;

/** The call of the AWS CLI for a task of the kind `aws`. It always answers in JSON where it answers with data. */
export async function awsCommand(task: Task): Promise<Checked<CommandLine>> {
  const service = await wordsSetting(task, 'service', 'a service of the AWS CLI, such as `s3api`');
  if (!service.ok) return service;
  const operation = await wordsSetting(task, 'operation', 'an operation of the service, such as `list-objects-v2`');
  if (!operation.ok) return operation;
  const common = await commonOptions(task);
  if (!common.ok) return common;
  const own = await ownArguments(task);
  if (!own.ok) return own;
  // The common options come first: an option that takes a list would swallow what follows it.
  const args = [...common.value, '--output', 'json', ...service.value, ...operation.value, ...own.value];
  const called = ['aws', ...service.value, ...operation.value].join(' ');
  const words = inWords('aws', [...service.value, ...operation.value, ...own.value, ...common.value]);
  return {
    ok: true,
    value: { program: 'aws', args, words, subject: `\`${called}\``, env: UNATTENDED, whenMissing: INSTALLATION },
  };
}

/** A setting of plain words, so that no value can turn into an option. */
async function wordsSetting(task: Task, name: string, wanted: string): Promise<Checked<readonly string[]>> {
  const text = await textSetting(task, name, argumentForm(task));
  if (!text.ok) return text;
  const words = text.value.split(' ').filter((word) => word !== '');
  if (words.length > 0 && words.every((word) => /^[a-z0-9][a-z0-9-]*$/.test(word))) return { ok: true, value: words };
  return refuse(
    FailureCode.FAILURE_CODE_NODE_ERROR,
    `The setting \`${name}\` is ${JSON.stringify(text.value)}; it has to be ${wanted}: lower-case letters, digits and -. Options go under \`args\`.`,
    name,
  );
}

async function commonOptions(task: Task): Promise<Checked<readonly string[]>> {
  const options: string[] = [];
  for (const [name, option] of COMMON_OPTIONS) {
    const text = await optionalTextSetting(task, name, argumentForm(task));
    if (!text.ok) return text;
    if (text.value) options.push(...withValue(option, text.value));
  }
  return { ok: true, value: options };
}

async function ownArguments(task: Task): Promise<Checked<readonly string[]>> {
  const given = task.settings['args'];
  const written = isMap(given) ? Object.keys(given).map(optionName) : Array.isArray(given) ? given : [];
  if (written.some((word) => typeof word === 'string' && /^--output(?:=|$)/.test(word))) {
    return refuse(
      FailureCode.FAILURE_CODE_NODE_ERROR,
      'The setting `args` names --output, but `aws` always asks for JSON. Leave it out; `stdout` is the text of the answer.',
      'args',
    );
  }
  if (!isMap(given)) return listSetting(task, 'args', argumentForm(task));
  const filled = await dataSetting(task, 'args', argumentForm(task));
  if (!filled.ok) return filled;
  return isMap(filled.value) ? optionsOf(task, filled.value) : wrongSetting(task, 'args', 'a map or a list');
}

/** The options of a map: `maxKeys: 5` is `--max-keys 5`. */
function optionsOf(task: Task, map: JsonObject): Checked<readonly string[]> {
  const args: string[] = [];
  const seen = new Map<string, string>();
  for (const [key, value] of Object.entries(map)) {
    const option = optionName(key);
    const other = seen.get(option);
    if (!/^--[a-z0-9][a-z0-9-]*$/.test(option)) {
      return refuse(
        FailureCode.FAILURE_CODE_NODE_ERROR,
        `The setting \`args\` names ${JSON.stringify(key)}, which cannot be an option. Write it as in the AWS documentation, such as max-keys or maxKeys.`,
        'args',
      );
    }
    if (other !== undefined) {
      const message = `The setting \`args\` names ${option} twice, as ${other} and as ${key}. Leave one out.`;
      return refuse(FailureCode.FAILURE_CODE_NODE_ERROR, message, 'args');
    }
    seen.set(option, key);
    args.push(...optionArguments(option, value));
  }
  if (args.some((arg) => arg.includes('\0'))) return wrongSetting(task, 'args', 'without null bytes');
  return { ok: true, value: args };
}

/** `true` is the option alone; `false` and nothing leave it out. */
function optionArguments(option: string, value: JsonValue): readonly string[] {
  if (value === true) return [option];
  if (value === false || value === null) return [];
  if (!Array.isArray(value)) return withValue(option, textOfJson(value));
  const items: readonly JsonValue[] = value;
  const texts = items.map(textOfJson);
  const plain = items.every((item) => typeof item !== 'object') && !texts.some((text) => /^[-[{]/.test(text));
  return plain && texts.length > 0 ? [option, ...texts] : [option, JSON.stringify(items)];
}

/** A value that begins like an option is tied to its own, so that it stays a value. */
function withValue(option: string, value: string): readonly string[] {
  return value.startsWith('-') ? [`${option}=${value}`] : [option, value];
}

/** `maxKeys`, `MaxKeys`, `max_keys` and `--max-keys` are all `--max-keys`. */
function optionName(key: string): string {
  const words = key
    .replace(/^--/, '')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .replaceAll('_', '-');
  return `--${words.toLowerCase()}`;
}

function isMap(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
