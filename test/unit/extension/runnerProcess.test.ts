import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type ProcessEnd, RunnerProcess } from '../../../src/extension/runner/runnerProcess.ts';

const folder = mkdtempSync(join(tmpdir(), 'millrace-process-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Starts a program in place of the runner. */
function run(name: string, source: string) {
  const script = join(folder, `${name}.mjs`);
  writeFileSync(script, source);
  const output: string[] = [];
  const ended = Promise.withResolvers<ProcessEnd>();
  const process = new RunnerProcess(script, {
    output: (bytes) => output.push(Buffer.from(bytes).toString()),
    stderr: () => {},
    ended: ended.resolve,
  });
  return { process, output, ended: ended.promise };
}

describe('RunnerProcess', () => {
  it('brings everything in order to a runner that reads slowly', async () => {
    const { process, output, ended } = run(
      'slow',
      `let sum = 0, bytes = 0;
       for await (const chunk of process.stdin) {
         bytes += chunk.length;
         for (const byte of chunk) sum = (sum * 31 + byte) % 1000003;
       }
       console.log(bytes, sum);`,
    );
    const chunks = Array.from({ length: 64 }, (_, index) => Buffer.alloc(64 * 1024, index));
    for (const chunk of chunks) process.write(chunk);
    process.stop();
    expect(await ended).toEqual({ kind: 'exit', exitCode: 0, signal: null });
    const expected = chunks.flatMap((chunk) => [...chunk]).reduce((sum, byte) => (sum * 31 + byte) % 1_000_003, 0);
    expect(output.join('').trim()).toBe(`${64 * 64 * 1024} ${expected}`);
  });

  it('tells the end once, and takes no harm from what is written afterwards', async () => {
    const { process, ended } = run('short', '');
    expect(await ended).toMatchObject({ exitCode: 0 });
    expect(() => {
      process.write(Buffer.alloc(1024));
      process.stop();
      process.kill();
    }).not.toThrow();
  });

  it('is ended by force', async () => {
    const { process, ended } = run('endless', 'setInterval(() => {}, 1000);');
    process.kill();
    expect(await ended).toEqual({ kind: 'exit', exitCode: null, signal: 'SIGKILL' });
  });
});
