import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isReservedVariable, toEnvironment, variableName } from '../../../runner/values/environment.ts';

describe('the environment of a command', () => {
  test('has a variable that a shell can read for every usual port name', () => {
    const port = fc.stringMatching(/^[a-z_][a-z0-9_.-]{0,20}$/);
    fc.assert(
      fc.property(port, fc.string(), (name, value) => {
        const result = toEnvironment([{ source: name, value }]);
        if (value.includes('\0')) expect(result.ok).toBe(false);
        else expect(result).toEqual({ ok: true, value: { [variableName(name)]: value } });
        expect(variableName(name)).toMatch(/^[A-Za-z_][A-Za-z0-9_]*$/);
      }),
    );
  });

  test.each([
    'PATH',
    'LD_PRELOAD',
    'LD_LIBRARY_PATH',
    'DYLD_INSERT_LIBRARIES',
    'BASH_ENV',
    'MILLRACE_TASK',
    'FLOW_OUTPUT',
  ])('does not let a port named %s replace the variable', (source) => {
    expect(toEnvironment([{ source, value: 'x' }])).toMatchObject({ ok: false, failure: { subject: source } });
  });

  test('lets lower-case names be, except where the system does not tell them apart', () => {
    expect(isReservedVariable('path', 'linux')).toBe(false);
    expect(isReservedVariable('Path', 'win32')).toBe(true);
  });

  test('refuses names that no shell could read, and two ports for one variable', () => {
    expect(toEnvironment([{ source: '1st', value: '' }])).toMatchObject({ ok: false, failure: { subject: '1st' } });
    const both = toEnvironment([
      { source: 'a-b', value: '1' },
      { source: 'a.b', value: '2' },
    ]);
    expect(both.ok ? '' : both.failure.message).toBe(
      '`a-b` and `a.b` would both become the environment variable a_b. Rename one of them.',
    );
  });
});
