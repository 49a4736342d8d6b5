import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { millrace } from '../../proto/generated/execution.js';
import type { ExecutionEvent, ExecutionRequest } from '../../proto/messages.ts';
import { toProtoStruct } from '../../proto/value.ts';
import { MASK } from '../../runner/logs/redactor.ts';
import { constantNode, request, shellNode, wire } from './support/graphs.ts';
import { runToEnd, watchRun } from './support/runnerProcess.ts';
import { runProgram, startSidecar, temporaryFolder } from './support/workbench.ts';

const { NodeStatus, RunStatus } = millrace.v1;

const TOKEN = 'pa"ss wörd/+?=&1%\\x';
const KEY = '-----BEGIN KEY-----\nMIIEvQIBADANBgkq+hkiG9w0B\nZm9vYmFyYmF6Zm9vYmFyYmF6\n-----END KEY-----';
const PIN = '93827164';

/** Prints, in every form, what it finds in its environment. */
const CONFESSION = `
const { TOKEN, KEY, PIN } = process.env;
const fs = require('node:fs');
const say = (...texts) => { for (const text of texts) { console.log(text); console.error(text); } };
for (const secret of [TOKEN, KEY, PIN]) {
  const bytes = Buffer.from(secret);
  say(secret, JSON.stringify({ secret }), encodeURIComponent(secret), new URLSearchParams({ secret }).toString());
  say(bytes.toString('base64'), bytes.toString('base64url'), Buffer.from('u:' + secret).toString('base64'));
  say(Buffer.from('xy' + secret + 'z').toString('base64').replace(/.{20}/g, '$&\\n'));
  console.log('::progress ' + (Number(secret) || 1) + ' of 99999999 ' + secret.replaceAll('\\n', ' '));
  fs.appendFileSync(process.env.FLOW_OUTPUT, 'this line is wrong and long enough to be cut at ' + secret.split('\\n')[0] + '\\n');
}
for (const byte of Buffer.from('bit by bit ' + TOKEN + '\\n')) fs.writeSync(1, Uint8Array.of(byte));
fs.appendFileSync(process.env.FLOW_OUTPUT, 'made<<END\\n' + KEY + '\\nEND\\npin=' + PIN + '\\n');
fs.appendFileSync(process.env.FLOW_OUTPUT, 'large<<END\\n' + ('x'.repeat(4090) + TOKEN + '\\n').repeat(40) + 'END\\n');
process.stderr.write('y'.repeat(5000) + TOKEN + 'y'.repeat(5000));
process.exitCode = Number(process.env.CODE ?? 0);
`;

/** What must be nowhere: each secret, line and form as a program would look for it, and pieces long enough to tell. */
function traces(): readonly string[] {
  const lines = [TOKEN, PIN, ...KEY.split('\n')];
  const texts = [...lines, KEY].flatMap((text) => [
    text,
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text),
    encodeURIComponent(text).replaceAll('%20', '+'),
  ]);
  const codes = [TOKEN, KEY, PIN].flatMap((text) =>
    [0, 1, 2].map((before) => {
      const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]);
      return bytes.toString('base64').slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6));
    }),
  );
  const urlCodes = codes.map((code) => code.replaceAll('+', '-').replaceAll('/', '_'));
  return [...new Set([...texts, ...codes, ...urlCodes, TOKEN.slice(0, 8), TOKEN.slice(-9)])];
}

function expectNoTrace(text: string, where: string): void {
  const joined = text.replaceAll(/\r?\n/g, '');
  for (const trace of traces()) {
    expect(text.includes(trace), `${where} holds ${trace}`).toBe(false);
    if (!trace.includes('\n')) expect(joined.includes(trace), `${where} holds ${trace}, in lines`).toBe(false);
  }
}

async function expectCleanFolder(folder: string): Promise<number> {
  let files = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    files += 1;
    const path = join(entry.parentPath, entry.name);
    expectNoTrace(`${entry.name} ${(await readFile(path)).toString('utf8')}`, path);
  }
  return files;
}

function confession(folder: string): ExecutionRequest {
  const program = { program: process.execPath, args: ['-e', CONFESSION] };
  const names = { secretNames: ['TOKEN', 'KEY', 'PIN'] };
  const nodes = [
    { id: 'tell', kind: 'exec', settings: toProtoStruct(program), ...names },
    { id: 'fail', kind: 'exec', settings: toProtoStruct(program), env: { CODE: '3' }, onError: 2, ...names },
    shellNode('hand_on', 'cat; echo "pin $pin" >&2; echo "$large"; test "$(wc -c < "$large")" -gt 100000'),
    { id: 'parse', kind: 'json.parse', onError: 2 },
    { id: 'number', kind: 'json.parse' },
    shellNode('other', 'env'),
  ];
  const wires = [
    wire('tell', 'made', 'hand_on', 'stdin'),
    wire('tell', 'pin', 'hand_on', 'pin'),
    wire('tell', 'large', 'hand_on', 'large'),
    wire('tell', 'stdout', 'parse', 'text'),
    wire('tell', 'pin', 'number', 'text'),
  ];
  const outputs = [
    { name: 'large', source: { node: 'tell', port: 'large' } },
    { name: 'number', source: { node: 'number', port: 'value' } },
  ];
  return {
    ...request(folder, nodes, wires, { runId: 'told' }),
    secrets: { TOKEN, KEY, PIN },
    graph: { nodes, wires, outputs, secretNames: ['TOKEN', 'KEY', 'PIN'] },
  };
}

function outputOf(events: readonly ExecutionEvent[], node: string, port: string) {
  const found = events.find(({ nodeOutput }) => nodeOutput?.node === node && nodeOutput.port === port);
  return found?.nodeOutput?.value;
}

function statusOf(events: readonly ExecutionEvent[], node: string) {
  return events.find(({ nodeFinished }) => nodeFinished?.node === node)?.nodeFinished?.status;
}

function logOf(events: readonly ExecutionEvent[], node: string): string {
  return events.map(({ nodeLog }) => (nodeLog?.node === node ? nodeLog.text : '')).join('');
}

describe('a secret', () => {
  it('is used downstream and is nowhere to be found afterwards, in whatever form it was told', async () => {
    const { folder, peer, runner } = await startSidecar();
    const events = await runToEnd(peer, confession(folder));
    for (const node of ['tell', 'hand_on', 'number']) {
      expect([node, statusOf(events, node)]).toEqual([node, NodeStatus.NODE_STATUS_SUCCEEDED]);
    }
    for (const node of ['fail', 'parse']) {
      expect([node, statusOf(events, node)]).toEqual([node, NodeStatus.NODE_STATUS_FAILED]);
    }
    for (const event of events) {
      expectNoTrace(JSON.stringify(event), 'an event');
      for (const text of [event.nodeLog?.text, event.nodeFinished?.failure?.detail])
        expectNoTrace(text ?? '', 'a text');
    }
    expectNoTrace(logOf(events, 'tell'), 'the log of tell');
    expectNoTrace(runner.stderr, 'standard error');
    expect(logOf(events, 'tell')).toContain(`bit by bit ${MASK}\n`);
    expect(await expectCleanFolder(join(folder, '.millrace'))).toBeGreaterThan(4);
    expect(existsSync(join(folder, '.millrace', 'private'))).toBe(false);
  });

  it('marks what comes of it, and a large value that holds it is kept as a masked copy', async () => {
    const { folder, peer } = await startSidecar();
    const events = await runToEnd(peer, confession(folder));
    const large = outputOf(events, 'tell', 'large');
    expect(large?.tainted).toBe(true);
    expect(outputOf(events, 'hand_on', 'stdout')?.tainted).toBe(true);
    expect(outputOf(events, 'other', 'stdout')?.tainted ?? false).toBe(false);
    const copy = readFileSync(large?.reference?.path ?? '', 'utf8');
    expect(copy).toBe(`${'x'.repeat(4090)}${MASK}\n`.repeat(40).trimEnd());
    expect(large?.reference?.size).toBe(copy.length);
    const finished = events.at(-1)?.runFinished;
    expect(finished?.outputs?.['large']).toEqual(large);
    expect(finished?.outputs?.['number']).toMatchObject({ inline: { stringValue: MASK }, tainted: true });
  });

  it('is found in what a command prints also where the value ends with it, and what has none is not copied', async () => {
    const { folder, peer } = await startSidecar();
    const words = 'yes ordinary words | head -n 20000';
    const nodes = [
      shellNode('ends', `${words}; printf %s "$TOKEN"`, { secretNames: ['TOKEN'] }),
      shellNode('none', words, { secretNames: ['TOKEN'] }),
    ];
    const graph = { nodes, secretNames: ['TOKEN'] };
    const events = await runToEnd(peer, { ...request(folder, nodes), secrets: { TOKEN }, graph });
    const text = 'ordinary words\n'.repeat(20_000);
    const shown = (node: string) => readFileSync(outputOf(events, node, 'stdout')?.reference?.path ?? '', 'utf8');
    expect(shown('ends')).toBe(`${text}${MASK}`);
    expect(shown('none')).toBe(text.trimEnd());
    expect(outputOf(events, 'none', 'stdout')?.tainted).toBe(true);
  });

  it('is given to the nodes that name it and to no other, also when the runner itself has it', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'two.flow');
    const nodes = [
      'knows: { uses: shell, secrets: [TOKEN], with: { run: "echo ${TOKEN:+some}" } }',
      'not: { uses: shell, with: { run: "echo none${TOKEN-}" } }',
    ];
    writeFileSync(file, `flow: 1\nsecrets: [TOKEN]\nnodes:\n${nodes.map((node) => `  ${node}\n`).join('')}`);
    const { stdout, code } = await runProgram(['run', file], folder, { env: { TOKEN } });
    expect(stdout).toContain('[knows] some\n');
    expect(stdout).toContain('[not] none\n');
    expect(code).toBe(0);
    const { peer } = await startSidecar();
    const graph = { nodes: [shellNode('a', 'echo "home <${HOME-}>"')], secretNames: ['HOME'] };
    const events = await runToEnd(peer, { ...request(folder, []), graph, secrets: { HOME: '/not/that/one' } });
    expect(logOf(events, 'a')).toBe('home <>\n');
  });

  it('never becomes an argument, whichever way it comes', async () => {
    const { folder, peer } = await startSidecar();
    const args = toProtoStruct({ program: 'echo', args: ['${word}'] });
    const nodes = [
      shellNode('a', 'printf "key=%s" "$(printf %s "$PIN" | base64)"', { secretNames: ['PIN'] }),
      { id: 'b', kind: 'exec', settings: args },
    ];
    const events = await runToEnd(peer, {
      ...request(folder, nodes),
      secrets: { PIN },
      graph: { nodes, wires: [wire('a', 'stdout', 'b', 'word')], secretNames: ['PIN'] },
    });
    expect(events.at(-1)?.runFinished?.status).toBe(RunStatus.RUN_STATUS_FAILED);
    expect(events.at(-1)?.runFinished?.reason).toContain('${word} would put a secret into the arguments');
    expect(events.some(({ nodeStarted }) => nodeStarted?.node === 'b' && nodeStarted.processId)).toBe(false);
  });

  it('of a runner that was killed is readable by its owner alone, and removed by the next run', async () => {
    const { folder, peer, runner } = await startSidecar();
    const nodes = [
      shellNode('large', 'yes "$TOKEN" | head -n 5000', { secretNames: ['TOKEN'] }),
      shellNode('wait', 'exec sleep 305'),
    ];
    const run = watchRun(peer, {
      ...request(folder, nodes),
      secrets: { TOKEN },
      graph: { nodes, wires: [wire('large', 'stdout', 'wait', 'large')], secretNames: ['TOKEN'] },
    });
    await run.until(({ nodeStarted }) => nodeStarted?.node === 'wait');
    const kept = join(folder, '.millrace', 'private');
    const [own = ''] = readdirSync(kept);
    expect(statSync(join(kept, own)).mode & 0o777).toBe(0o700);
    runner.child.kill('SIGKILL');
    await runner.exit;
    expect(existsSync(join(kept, own))).toBe(true);
    writeFileSync(join(folder, 'next.flow'), 'flow: 1\nnodes: { a: { uses: shell, with: { run: "true" } } }\n');
    expect((await runProgram(['run', 'next.flow'], folder)).code).toBe(0);
    expect(existsSync(kept)).toBe(false);
    await expectCleanFolder(join(folder, '.millrace'));
  });

  it('is in no line that the command line prints, in any form of its output', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'tell.js'), CONFESSION);
    const node = '  tell: { uses: script, secrets: [TOKEN, KEY, PIN], with: { path: tell.js, interpreter: node } }\n';
    const file = join(folder, 'tell.flow');
    writeFileSync(file, `flow: 1\nsecrets: [TOKEN, KEY, PIN]\nnodes:\n${node}outputs: { made: tell.made }\n`);
    for (const more of [[], ['--json']]) {
      const env = { TOKEN, KEY, PIN, CODE: '3', FORCE_COLOR: '1' };
      const { stdout, stderr, code } = await runProgram(['run', file, ...more], folder, { env });
      expect(code).toBe(1);
      expect(stdout).toContain(MASK);
      expectNoTrace(stdout, 'standard output');
      expectNoTrace(stdout.replaceAll(/^\[tell\] /gm, ''), 'standard output');
      expectNoTrace(stderr, 'standard error');
    }
    await expectCleanFolder(join(folder, '.millrace'));
  });

  it('comes from a file or a command that the command line names, and no command inherits its variable', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'key'), KEY);
    const file = join(folder, 'sources.flow');
    const nodes = [
      'a: { uses: shell, secrets: [KEY, PIN], with: { run: "echo $PIN | tr 0-9 a-j; echo $KEY | wc -l" } }',
      'b: { uses: shell, with: { run: "env | grep -c 93827164 || true" } }',
    ];
    writeFileSync(file, `flow: 1\nsecrets: [KEY, PIN]\nnodes:\n${nodes.map((node) => `  ${node}\n`).join('')}`);
    const sources = ['--secret', `KEY=file:${join(folder, 'key')}`, '--secret', 'PIN=env:NUMBER'];
    const { stdout, code } = await runProgram(['run', file, ...sources], folder, { env: { NUMBER: PIN } });
    expect(stdout).toContain('[a] jdichbge\n');
    expect(stdout).toContain('[b] 0\n');
    expect(code).toBe(0);
  });

  it('is masked in the log and the lists of a node that runs once per item', async () => {
    const { folder, peer } = await startSidecar();
    const run = 'echo "$word $TOKEN"; echo "$KEY" >&2; head -c 40000 /dev/zero | tr "\\0" x; printf %s "$PIN"';
    const nodes = [
      constantNode('words', ['one', 'two', 'three']),
      shellNode('each', run, { each: 'word', secretNames: ['TOKEN', 'KEY', 'PIN'] }),
      shellNode('count', 'grep -oE 9382[7]164 "$lines" | wc -l | tr 0-9 a-j'),
    ];
    const wires = [wire('words', 'value', 'each', 'word'), wire('each', 'stdout', 'count', 'lines')];
    const events = await runToEnd(peer, {
      ...request(folder, nodes),
      secrets: { TOKEN, KEY, PIN },
      graph: { nodes, wires, secretNames: ['TOKEN', 'KEY', 'PIN'] },
    });
    expect(events.at(-1)?.runFinished?.reason).toBe('');
    expect(logOf(events, 'each')).toContain(`two ${MASK}`);
    expect(logOf(events, 'count').trim()).toBe('d');
    expect(outputOf(events, 'each', 'stdout')).toMatchObject({ tainted: true, type: 'list of text' });
    expect(outputOf(events, 'each', 'stdout')?.reference?.size).toBeGreaterThan(100_000);
    for (const event of events) expectNoTrace(JSON.stringify(event), 'an event');
    await expectCleanFolder(join(folder, '.millrace'));
  });
});
