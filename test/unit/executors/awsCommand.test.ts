import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { awsFailure } from '../../../runner/executors/awsFailure.ts';
import { commandLineOf } from '../../../runner/executors/commandLine.ts';
import type { RunValue, Task } from '../../../runner/executors/executor.ts';
import { BUILTIN_CATALOG } from '../../../src/flow/catalog/builtinCatalog.ts';
import type { JsonObject, JsonValue } from '../../../src/flow/model.ts';
import { controlOf } from '../../../src/webview/inspector/settingValue.ts';
import { taskOf } from '../../support/task.ts';

function task(settings: JsonObject, inputs: Record<string, JsonValue> = {}): Task {
  const values = Object.entries(inputs).map(([name, value]): [string, RunValue] => [
    name,
    { kind: 'inline', value, type: typeof value === 'string' ? 'text' : 'json' },
  ]);
  const operation = { service: 's3api', operation: 'list-objects-v2' };
  return taskOf('aws', { ...operation, ...settings }, { inputs: new Map(values) });
}

/** The arguments after the operation, or why there are none. */
async function argsOf(args: JsonValue, inputs: Record<string, JsonValue> = {}): Promise<readonly string[] | string> {
  const line = await commandLineOf(task({ args }, inputs));
  if (!line.ok) return line.failure.message ?? '';
  expect(line.value.args.slice(0, 4)).toEqual(['--output', 'json', 's3api', 'list-objects-v2']);
  return line.value.args.slice(4);
}

describe('the options of the AWS CLI', () => {
  test.each<[JsonValue, readonly string[]]>([
    [{ maxKeys: 5 }, ['--max-keys', '5']],
    [
      { MaxKeys: 5, 'start-after': 'a b', request_payer: 'me' },
      ['--max-keys', '5', '--start-after', 'a b', '--request-payer', 'me'],
    ],
    [{ SSEKMSKeyId: 'k', '--key': 'x' }, ['--ssekms-key-id', 'k', '--key', 'x']],
    [{ dryRun: true, paginate: false, profile: null }, ['--dry-run']],
    [{ names: ['a', 2, true] }, ['--names', 'a', '2', 'true']],
    [{ names: [] }, ['--names', '[]']],
    [{ names: ['--debug', 'a'] }, ['--names', '["--debug","a"]']],
    [{ filters: [{ Name: 'x' }] }, ['--filters', '[{"Name":"x"}]']],
    [{ tagging: { TagSet: [] } }, ['--tagging', '{"TagSet":[]}']],
    [{ key: '-rf', prefix: '--debug' }, ['--key=-rf', '--prefix=--debug']],
    [
      ['--bucket', 'b', 5, 'out file.txt'],
      ['--bucket', 'b', '5', 'out file.txt'],
    ],
  ])('of %j are %j', async (args, expected) => {
    expect(await argsOf(args)).toEqual(expected);
  });

  test.each<[JsonValue, string]>([
    [{ output: 'text' }, 'The setting `args` names --output, but'],
    [['--output=text'], 'The setting `args` names --output, but'],
    [{ maxKeys: 1, 'max-keys': 2 }, 'names --max-keys twice, as maxKeys and as max-keys'],
    [{ 'key value': 1 }, 'names "key value", which cannot be an option'],
    [{ '': 1 }, 'names "", which cannot be an option'],
    [[{ a: 1 }], 'has to be a list of texts'],
  ])('refuse %j', async (args, message) => {
    expect(await argsOf(args)).toContain(message);
  });

  test('keep every value one argument that is no option, whatever is in it', async () => {
    const awkward = fc.oneof(fc.string(), fc.constantFrom('--debug', '-x', '--output=text', '${v}', "'; id", '$(id)'));
    await fc.assert(
      fc.asyncProperty(awkward, async (value) => {
        fc.pre(!value.includes('\0'));
        const args = await argsOf({ key: '${v}', prefix: 'a ${v}' }, { v: value });
        const own = value.startsWith('-') ? [`--key=${value}`] : ['--key', value];
        expect(args).toEqual([...own, '--prefix', `a ${value}`]);
      }),
    );
  });

  test.each<[JsonObject, string]>([
    [{ service: '--debug' }, 'The setting `service` is "--debug"; it has to be a service of the AWS CLI'],
    [{ operation: '' }, 'The setting `operation` is ""; it has to be an operation'],
    [{ operation: 'rm --recursive' }, 'Options go under `args`'],
  ])('are not smuggled in by %j', async (settings, message) => {
    const line = await commandLineOf(task(settings));
    expect(line.ok ? '' : line.failure.message).toContain(message);
  });

  test('that all operations have come first, and nobody is asked anything', async () => {
    const line = await commandLineOf(
      task({ profile: 'me', region: 'eu', endpoint: 'http://x', operation: 'wait a-b' }),
    );
    expect(line.ok && line.value).toMatchObject({
      program: 'aws',
      args: [
        '--profile',
        'me',
        '--region',
        'eu',
        '--endpoint-url',
        'http://x',
        '--output',
        'json',
        's3api',
        'wait',
        'a-b',
      ],
      subject: '`aws s3api wait a-b`',
      env: { AWS_PAGER: '', AWS_CLI_AUTO_PROMPT: 'off' },
    });
  });

  test('have a form for each of their shapes', () => {
    const schema = BUILTIN_CATALOG.get('aws')?.settings['args'];
    if (!schema) throw new Error('aws has no args');
    expect([undefined, { a: 1 }, ['a'], { a: [1] }, 5].map((value) => controlOf(schema, value))).toEqual([
      'map',
      'map',
      'list',
      'value',
      'value',
    ]);
  });
});

describe('what the AWS CLI says of a failure', () => {
  const answer = (code: string, said = 'No.') =>
    `\nAn error occurred (${code}) when calling the PutItem operation: ${said}\n`;

  test.each([
    [
      answer('AccessDenied'),
      254,
      'failed with AccessDenied when calling PutItem: No. The identity needs a permission for it.',
    ],
    [
      answer('ExpiredTokenException'),
      254,
      'failed with ExpiredTokenException when calling PutItem: No. The credentials have expired: sign in again.',
    ],
    [
      answer('UnrecognizedClientException', ''),
      254,
      'failed with UnrecognizedClientException when calling PutItem. Check the credentials, or name a `profile`.',
    ],
    [
      answer('ThrottlingException', 'Slow down'),
      254,
      'failed with ThrottlingException when calling PutItem: Slow down. Trying again later may help: give the node `retry`.',
    ],
    [
      'upload failed: a to s3://b/a An error occurred (NoSuchBucket) when calling the PutObject operation: None such',
      1,
      'failed with NoSuchBucket when calling PutObject: None such.',
    ],
    [
      'An error occurred (X) when calling the Y operation (reached max retries: 2): Z',
      254,
      'failed with X when calling Y: Z.',
    ],
    [
      '\nYou must specify a region. You can also configure it.\n',
      253,
      'failed: You must specify a region. You can also configure it. Set `region`.',
    ],
    [
      'Could not connect to the endpoint URL: "http://x/"',
      255,
      'failed: Could not connect to the endpoint URL: "http://x/". Check `endpoint`, `region` and the network.',
    ],
    [
      'aws: error: argument operation: Invalid choice, valid choices are:\n\nput-item  | get-item\nhelp\n',
      252,
      'was called wrongly: the AWS CLI has no operation `put-itm`. Did you mean "put-item"?',
    ],
    [
      'aws: error: argument command: Invalid choice, valid choices are:\n\ns3 | s3api\n',
      252,
      'was called wrongly: the AWS CLI has no such service.',
    ],
  ])('%j', (stderr, exitCode, sentence) => {
    expect(awsFailure(stderr, 'put-itm', exitCode)).toBe(sentence);
  });

  test('is left to its own words where they are not known', () => {
    expect(awsFailure('Segmentation fault', 'x', 139)).toBeUndefined();
    expect(awsFailure('usage: aws', 'x', 252)).toBeUndefined();
  });
});
