import { describe, expect, it } from 'vitest';
import { runnerEnvironment } from '../../../src/extension/runner/runnerEnvironment.ts';
import { STDERR_LINE_CHARACTERS, STDERR_LINES_KEPT, StderrTail } from '../../../src/extension/runner/stderrTail.ts';

describe('StderrTail', () => {
  it('keeps the last lines and an unfinished one', () => {
    const tail = new StderrTail();
    const text = Array.from({ length: STDERR_LINES_KEPT + 10 }, (_, index) => `line ${index}\n`).join('');
    tail.push(Buffer.from(`${text}the end`));
    expect(tail.lines).toHaveLength(STDERR_LINES_KEPT);
    expect(tail.lines.at(-1)).toBe('the end');
  });

  it('splits no character that comes in two pieces', () => {
    const tail = new StderrTail();
    const bytes = Buffer.from('größer\n');
    tail.push(bytes.subarray(0, 3));
    expect(tail.push(bytes.subarray(3))).toEqual(['größer']);
  });

  it('does not grow with a line that never ends', () => {
    const tail = new StderrTail();
    for (let index = 0; index < 100; index += 1) tail.push(Buffer.alloc(STDERR_LINE_CHARACTERS, 'x'));
    expect(tail.lines.join('').length).toBeLessThanOrEqual(STDERR_LINE_CHARACTERS);
  });
});

describe('runnerEnvironment', () => {
  const environment = {
    PATH: '/bin',
    VSCODE_PID: '1',
    ELECTRON_RUN_AS_NODE: '1',
    NODE_OPTIONS: '--inspect',
    EMPTY: undefined,
  };

  it('hands on what is the person’s and nothing of the editor’s own', () => {
    expect(runnerEnvironment(environment, false)).toEqual({ PATH: '/bin' });
  });

  it('tells Electron to behave as Node', () => {
    expect(runnerEnvironment(environment, true)).toEqual({ PATH: '/bin', ELECTRON_RUN_AS_NODE: '1' });
  });
});
