import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import S3rver from '@20minutes/s3rver';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PROGRAM_FOLDERS } from '../../scripts/lib/tools.mjs';
import { runProgram, temporaryFolder } from './support/workbench.ts';

/** The only pair of keys that the server takes. */
const KEYS = { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' };

/** The installed AWS CLI before any other that a person may have. */
const PATH = [...PROGRAM_FOLDERS, process.env['PATH']].join(delimiter);

let server: S3rver;
let buckets: string;
let endpoint: string;
let folder: string;

beforeAll(async () => {
  buckets = mkdtempSync(join(tmpdir(), 'millrace-buckets-'));
  server = new S3rver({ address: '127.0.0.1', port: 0, directory: buckets, silent: true });
  endpoint = `http://127.0.0.1:${(await server.run()).port}`;
});

afterAll(async () => {
  await server.close();
  rmSync(buckets, { recursive: true });
});

beforeEach(() => {
  folder = temporaryFolder();
});

/** Runs a flow against the server, with nothing of what AWS may know on this machine. */
function runFlow(nodes: string, env: NodeJS.ProcessEnv = {}) {
  const inputs = 'inputs:\n  endpoint: { type: text }\n  place: { type: text, default: us-east-1 }\n';
  writeFileSync(join(folder, 'aws.flow'), `flow: 1\nname: Reports\n${inputs}${nodes}`);
  const alone = { HOME: folder, AWS_CONFIG_FILE: join(folder, 'none'), AWS_EC2_METADATA_DISABLED: 'true' };
  const args = ['run', 'aws.flow', '--input', `endpoint=${endpoint}`];
  return runProgram(args, folder, { env: { ...alone, ...KEYS, PATH, ...env } });
}

/** One node of the kind. */
function call(operation: string, args: string, more = ''): string {
  const at = 'region: "${place}", endpoint: "${endpoint}"';
  return `nodes:\n  call:\n    uses: aws\n    with: { service: s3api, operation: ${operation}, args: ${args}, ${at}${more} }\n`;
}

const REPORTS = `nodes:
  name:
    uses: constant
    with: { value: "5% of $(id); --output.txt" }
  bucket:
    uses: aws
    with: { service: s3api, operation: create-bucket, args: { bucket: reports }, region: us-east-1, endpoint: "\${endpoint}" }
  put:
    uses: aws
    in: { key: name.value }
    after: [bucket]
    with:
      service: s3api
      operation: put-object
      args: { bucket: reports, key: "\${key}", body: report.txt, metadata: { made: "by \${key}" } }
      region: us-east-1
      endpoint: "\${endpoint}"
  list:
    uses: aws
    after: [put]
    with:
      service: s3api
      operation: list-objects-v2
      args: [--bucket, reports, --max-keys, 5]
      region: us-east-1
      endpoint: "\${endpoint}"
  keys:
    uses: transform
    in: { answer: list }
    with: { expression: '$join($answer.Contents.(Key & " " & Size), ",")' }
  get:
    uses: aws
    in: { key: name.value }
    after: [put]
    with:
      service: s3api
      operation: get-object
      args: [--bucket, reports, --key, "\${key}", copy.txt]
      region: us-east-1
      endpoint: "\${endpoint}"
  made:
    uses: transform
    in: { answer: get.json }
    with: { expression: $answer.Metadata.made }
outputs:
  keys: keys.value
  made: made.value
`;

describe('the kind aws, with the AWS CLI and a server that speaks like S3', () => {
  it('is tested with an AWS CLI that set-up has installed', () => {
    expect(PROGRAM_FOLDERS.some((place) => existsSync(join(place, 'aws')))).toBe(true);
  });

  it('makes a bucket, puts an object, and gives what is in it as data', async () => {
    writeFileSync(join(folder, 'report.txt'), 'twelve bytes');
    const { code, stdout } = await runFlow(REPORTS);
    expect(stdout).toContain('  keys: 5% of $(id); --output.txt 12\n');
    expect(stdout).toContain('  made: by 5% of $(id); --output.txt\n');
    expect(stdout).toMatch(/▸ put aws s3api put-object --bucket reports --key '5% of \$\(id\); --output\.txt'/);
    expect(readFileSync(join(folder, 'copy.txt'), 'utf8')).toBe('twelve bytes');
    expect(code).toBe(0);
  });

  it('names the error of AWS and the operation', async () => {
    await runFlow(call('create-bucket', '{ bucket: empty }'));
    const { code, stdout } = await runFlow(call('get-object', '[--bucket, empty, --key, absent, copy.txt]'));
    expect(stdout).toContain(
      '    `aws s3api get-object` failed with NoSuchKey when calling GetObject: The specified key does not exist.\n',
    );
    expect(code).toBe(1);
  });

  it('gives null where there is no answer, and the text of commands that know no JSON', async () => {
    const asked = `${call('wait bucket-exists', '{ bucket: shelf }')}    after: [make]
  make:
    uses: aws
    with: { service: s3, operation: mb, args: ["s3://shelf"], region: us-east-1, endpoint: "\${endpoint}" }
  typed:
    uses: transform
    in: { nothing: call, text: make }
    with: { expression: '$type($nothing) & " and " & $text' }
outputs: { typed: typed.value }
`;
    expect((await runFlow(asked)).stdout).toContain('  typed: null and make_bucket: shelf\n');
  });

  it.each([
    ['list-object-v2', '{ bucket: shelf }', {}, 'no operation `list-object-v2`. Did you mean "list-objects-v2"?'],
    ['list-objects-v2', '{}', {}, 'was called wrongly: the following arguments are required: --bucket.'],
    ['list-objects-v2', '{ bucket: shelf, most: 5 }', {}, 'was called wrongly: Unknown options: --most, 5.'],
    ['list-buckets', '{}', { AWS_ACCESS_KEY_ID: 'WRONG' }, 'failed with InvalidAccessKeyId when calling ListBuckets'],
    ['list-buckets', '{}', { AWS_ACCESS_KEY_ID: '' }, 'failed: Unable to locate credentials.'],
    ['list-buckets', '{}', { PATH: '/nowhere' }, 'Install the AWS CLI: `apt install awscli` on Debian'],
  ])('says what is wrong with %s %s %j', async (operation, args, env, message) => {
    const { code, stdout } = await runFlow(call(operation, args), env);
    expect(stdout).toContain(message);
    expect(code).toBe(1);
  });

  it('says what is wrong with a profile that is not there', async () => {
    const { stdout } = await runFlow(call('list-buckets', '{}', ', profile: nobody'));
    expect(stdout).toContain('failed: The config profile (nobody) could not be found. `aws configure list-profiles`');
  });

  it('takes keys from secrets of the node, and gives them to no other', async () => {
    const node = (id: string, more: string) =>
      `  ${id}: { uses: aws, onError: continue, ${more}with: { service: s3api, operation: list-buckets, endpoint: "\${endpoint}" } }\n`;
    const secrets = 'secrets: [AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY]';
    const { stdout } = await runFlow(`${secrets}\nnodes:\n${node('named', `${secrets}, `)}${node('unnamed', '')}`, {
      AWS_REGION: 'us-east-1',
    });
    expect(stdout).toMatch(/^✓ named /m);
    expect(stdout).toContain('✗ unnamed failed');
    expect(stdout).toContain('    `aws s3api list-buckets` failed: Unable to locate credentials.');
    expect(stdout).not.toContain('S3RVER');
  });

  it('refuses what would not be an answer in JSON before it asks', async () => {
    const { stdout } = await runFlow(call('list-buckets', '{ output: text }'));
    expect(stdout).toContain('The setting `args` names --output, but `aws` always asks for JSON.');
  });

  it('is checked in the file', async () => {
    const wrong = 'nodes:\n  call:\n    uses: aws\n    with: { service: s3api, args: 5, regoin: x }\n';
    const { code, stderr } = await runFlow(wrong);
    expect(stderr).toContain('"call" needs the setting "operation"');
    expect(stderr).toContain('"args" must be a map of names to values or a list, not 5.');
    expect(stderr).toContain('Did you mean "region"?');
    expect(code).toBe(2);
  });
});
