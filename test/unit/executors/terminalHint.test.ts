import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LastOutput, terminalHint, unansweredQuestion } from '../../../runner/executors/terminalHint.ts';

const SILENT: LastOutput = { stdout: '', stderr: '', hasStdin: false };

/** Last lines of programs that failed for reasons of their own. */
const ORDINARY = [
  'error: something went wrong',
  'Error: ENOENT: no such file or directory, open "/dev/null/x"',
  'password: must be at least 8 characters long',
  'login failed for user "ada": password authentication failed',
  'fatal: not a git repository (or any of the parent directories): .git',
  'crw-rw-rw- 1 root tty 5, 0 /dev/tty',
  'Pseudo-terminal will not be allocated because stdin is not a terminal.',
  'mesg: ttyname failed: Inappropriate ioctl for device',
  'cannot open data.csv: Inappropriate ioctl for device',
  'usage: tool [--yes] [--confirm (yes/no)] FILE',
  '  --overwrite  replace what is there (y/n)',
  'GET https://example.com/search? 404',
  'Did you forget to run the build?',
  'why? nobody knows.',
  'EOFError: Ran out of input',
  'EOFError',
  'AssertionError: expected 1 to equal 2',
  'Please enter a valid number.',
  'Select statement failed: no such table: users',
  'Enter: 3, Leave: 4',
  'make: *** [Makefile:3: all] Error 1',
  'token: unexpected end of input',
  '✗ 3 of 7 tests failed',
  '100% |████████| 4/4',
  '\u001b[31mFAILED\u001b[39m',
];

/** What programs leave unfinished on their last line without asking anything. */
const UNFINISHED = [
  '',
  'Checking the password: ',
  'checking for gcc... ',
  'Compiling 3 files: ',
  'Testing connection: ',
  'error: ',
  'invalid login: ',
  'Downloading 40%\rDownloading 50%',
  '...F..F',
  'https://example.com/?',
  '{"question": "Are you sure',
  'x'.repeat(300) + '?',
  '?',
];

/** What programs leave there when they wait for a person. */
const QUESTIONS = [
  'Overwrite (y/n)? ',
  'Are you sure you want to continue connecting (yes/no/[fingerprint])? ',
  'Do you want to continue? [Y/n] ',
  'Proceed (Y/n)? ',
  'Delete everything? ',
  'Ok to proceed? (y) ',
  'Which one? [1]: ',
  'Password: ',
  '[sudo] password for ada: ',
  "ada@example.com's password: ",
  'Enter passphrase for key "/home/ada/.ssh/id": ',
  'Enter file in which to save the key (/home/ada/.ssh/id_ed25519): ',
  'Username: ',
  'Please enter a name: ',
  'Press any key to continue . . .',
  '1) a\n2) b\n#? ',
  '\u001b[1mContinue?\u001b[0m ',
];

const ordinary = fc
  .array(fc.constantFrom(...ORDINARY), { maxLength: 30 })
  .map((lines) => lines.map((line) => `${line}\n`));
const output = fc.tuple(ordinary, fc.constantFrom(...UNFINISHED)).map(([lines, rest]) => lines.join('') + rest);

describe('the hint that a command waited for a person', () => {
  test('is not given for ordinary failures', () => {
    fc.assert(
      fc.property(output, output, fc.boolean(), (stdout, stderr, hasStdin) => {
        expect(terminalHint({ stdout, stderr, hasStdin, script: 'set -e\nmake all' })).toBeUndefined();
        expect(unansweredQuestion({ stderr, hasStdin })).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  test('is not given for arbitrary lines', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (lines) => {
        const text = lines.map((line) => `${line.replaceAll(/[\r\n]/g, ' ')}.\n`).join('');
        expect(terminalHint({ ...SILENT, stderr: text, stdout: text })).toBeUndefined();
      }),
    );
  });

  test('is given for a question at the end of either stream, whatever came before', () => {
    fc.assert(
      fc.property(ordinary, fc.constantFrom(...QUESTIONS), fc.boolean(), (before, question, isStdout) => {
        const text = before.join('') + question;
        const said = isStdout ? { ...SILENT, stdout: text } : { ...SILENT, stderr: text };
        expect(terminalHint(said)).toMatch(/^It seems to have asked a question \(".+"\), .* `stdin`/);
        expect(terminalHint({ ...said, hasStdin: true })).toBeUndefined();
      }),
    );
  });

  test('quotes the question', () => {
    expect(terminalHint({ ...SILENT, stdout: 'Found it.\nOverwrite (y/n)? ' })).toBe(
      'It seems to have asked a question ("Overwrite (y/n)?"), and commands run without a terminal. Wire the answer to `stdin`, or use its option for unattended use, such as --yes.',
    );
  });

  test.each([
    'Do you want to continue? [Y/n] Abort.',
    'Replace it (y/N)? Aborted!',
    'EOFError: EOF when reading a line',
    'Error: error asking for approval: EOF',
    'Enter passphrase: Load key "k": incorrect passphrase supplied to decrypt private key',
  ])('is given where a program gave up: %s', (line) => {
    expect(terminalHint({ ...SILENT, stderr: `one\n${line}\n` })).toContain(`("${line}")`);
  });

  test.each([
    'sh: 1: cannot open /dev/tty: No such device or address',
    "gpg: cannot open '/dev/tty': No such device or address",
    'the input device is not a TTY',
    'sudo: a terminal is required to read the password; either use the -S option or an askpass helper',
    "fatal: could not read Username for 'https://example.com': terminal prompts disabled",
    "stty: 'standard input': Inappropriate ioctl for device",
    'Error opening terminal: unknown.',
    'This program requires an interactive terminal.',
    'error: Terminal is dumb, but EDITOR unset',
    'Vim: Error reading input, exiting...',
    'ERR_ABORTED_REMOVE_NO_TTY  Aborted removal of modules directory due to no TTY',
    'top: failed tty get',
    '--web or --with-token required when not running interactively',
  ])('tells of a missing terminal also where stdin is wired: %s', (line) => {
    expect(terminalHint({ ...SILENT, hasStdin: true, stderr: `${line}\n` })).toMatch(
      /^It seems to need a terminal \("/,
    );
  });

  test.each([
    ['read -p "Go on? " answer', ''],
    ['if true; then read -rp "Name: " name; fi', ''],
    ['printf "Name: "\nread name', 'Name: '],
  ])('is given where a shell script reads an answer: %s', (script, stdout) => {
    expect(terminalHint({ ...SILENT, stdout, script })).toContain('It seems to have asked a question');
  });

  test.each([
    'while read -r line; do false; done < list',
    'read -r first < version.txt',
    'git log | { read -r first; false; }',
    '# read -p "Go on? " answer',
    'echo "read -p is for people"',
  ])('is not given where a file or a pipe is read: %s', (script) => {
    expect(terminalHint({ ...SILENT, stdout: 'Step 2:', script })).toBeUndefined();
  });
});
