import { describe, expect, test } from 'vitest';
import { chainHas, chainWith, commandLink, linkPrefix, newRunnerId } from '../../../runner/processes/cookie.ts';
import { entryFromStat } from '../../../runner/processes/procFileSystem.ts';
import { entriesFromPs } from '../../../runner/processes/psListing.ts';
import { readNotice, writeNotice } from '../../../runner/processes/watchdogNotice.ts';
import { entriesFromQuery } from '../../../runner/processes/windowsListing.ts';

const rest = (state: string, threads = 1) =>
  `${state} 10 20 30 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 ${threads} 0 123456 9 9`;

describe('/proc/<pid>/stat', () => {
  test.each(['sh', 'a b', ') R 1 2 3 (', '((x))'])('is read for a program called %j', (name) => {
    expect(entryFromStat(42, `42 (${name}) ${rest('S')}`, () => 'cookie')).toEqual({
      pid: 42,
      parent: 10,
      group: 20,
      session: 30,
      defunct: false,
      startTime: '123456',
      cookie: 'cookie',
    });
  });

  test('tells what is defunct from a program whose first thread has ended', () => {
    const read = (state: string, threads: number) =>
      entryFromStat(1, `1 (x) ${rest(state, threads)}`, () => '')?.defunct;
    expect(read('Z', 1)).toBe(true);
    expect(read('Z', 3)).toBe(false);
    expect(read('X', 0)).toBe(true);
    expect(read('T', 1)).toBe(false);
  });

  test('that is cut short gives nothing', () => {
    expect(entryFromStat(1, '1 (x) S 1', () => '')).toBeUndefined();
  });
});

describe('the listing of ps', () => {
  test('is read with the environment that macOS appends', () => {
    const listing = [
      '    1     0     1 Ss   Mon Nov  9 08:00:01 2026     /sbin/launchd',
      '  812   501   812 S+   Mon Nov  9 09:10:11 2026     sh -c sleep 9 HOME=/x MILLRACE_TASK=r/1/n/1/ A=b',
      '  813   812   812 Z    Mon Nov  9 09:10:12 2026     (sleep)',
    ].join('\n');
    expect(entriesFromPs(listing)).toEqual([
      { pid: 1, parent: 0, group: 1, session: 0, defunct: false, startTime: 'Mon Nov  9 08:00:01 2026', cookie: '' },
      {
        pid: 812,
        parent: 501,
        group: 812,
        session: 0,
        defunct: false,
        startTime: 'Mon Nov  9 09:10:11 2026',
        cookie: 'r/1/n/1/',
      },
      {
        pid: 813,
        parent: 812,
        group: 812,
        session: 0,
        defunct: true,
        startTime: 'Mon Nov  9 09:10:12 2026',
        cookie: '',
      },
    ]);
  });
});

describe('the listing of Windows', () => {
  test('does not take a process that got an old pid for the parent', () => {
    const entries = entriesFromQuery('10 4 1000\r\n20 10 2000\r\n30 20 500\r\n\r\n');
    expect(entries.map(({ pid, parent }) => [pid, parent])).toEqual([
      [10, 0],
      [20, 10],
      [30, 0],
    ]);
  });
});

describe('the cookie', () => {
  test('finds a command by its runner, its run and itself, through runners in between', () => {
    const outer = newRunnerId();
    const inner = newRunnerId();
    const outerLink = commandLink(outer, 'run/1;x', 'node', 7);
    const chain = chainWith(outerLink, commandLink(inner, 'run-2', 'n', 1));
    expect(chainHas(chain, linkPrefix(outer))).toBe(true);
    expect(chainHas(chain, linkPrefix(outer, 'run/1;x'))).toBe(true);
    expect(chainHas(chain, outerLink)).toBe(true);
    expect(chainHas(chain, linkPrefix(inner, 'run-2'))).toBe(true);
  });

  test('does not take a run or a command for another whose name begins alike', () => {
    const runner = newRunnerId();
    const chain = chainWith(undefined, commandLink(runner, 'run-10', 'node', 12));
    expect(chainHas(chain, linkPrefix(runner, 'run-1'))).toBe(false);
    expect(chainHas(chain, commandLink(runner, 'run-10', 'node', 1))).toBe(false);
    expect(chainHas(chain, linkPrefix(newRunnerId()))).toBe(false);
    expect(chainHas('', linkPrefix(runner))).toBe(false);
  });
});

describe('a notice to the watchdog', () => {
  test('is read as it was written, and nothing else is', () => {
    for (const notice of [
      { event: 'start', pid: 5 },
      { event: 'exit', pid: 77 },
    ] as const) {
      expect(readNotice(writeNotice(notice).trimEnd())).toEqual(notice);
    }
    for (const line of ['', 'start', 'start -1', 'exit 12x', 'stop 1']) expect(readNotice(line)).toBeUndefined();
  });
});
