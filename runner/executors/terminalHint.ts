import { stripVTControlCharacters } from 'node:util';

/** The last that a command printed, and what may answer a question of it. */
export interface LastOutput {
  readonly stdout: string;
  readonly stderr: string;
  /** Whether something was wired to its standard input. */
  readonly hasStdin: boolean;
  /** The text of a shell script, where it is one. */
  readonly script?: string;
}

/** A question is short; a longer line is data. */
const QUESTION_CHARACTERS = 200;

/** Lines at the end of a stream among which a complaint about a missing terminal is looked for. */
const COMPLAINT_LINES = 3;

/** How programs say that they found no terminal. */
const NO_TERMINAL: readonly RegExp[] = [
  /\/dev\/tty\b.*(?:no such device|device not configured|not a tty|cannot|can't|failed|permission denied)/i,
  /(?:cannot|can't|could not|couldn't|unable to|failed to) open (?:the )?(?:terminal|'?\/dev\/tty\b)/i,
  /^(?!pseudo-terminal).*\b(?:stdin|standard input|the input|input device)\b.{0,20} (?:is not|must be|isn't) an? (?:tty|terminal)\b/i,
  /\b(?:terminal|tty) is required\b/i,
  /\b(?:requires|must be run (?:from|in|on)|needs) an? (?:interactive )?(?:terminal|tty)\b/i,
  /\bterminal prompts disabled\b|\bterminal is dumb\b|\bdue to no TTY\b|\bfailed tty get\b/i,
  /^Vim: (?:Warning: (?:Input|Output) is not to a terminal|Error reading input)/,
  /\bwhen not running interactively\b|\bcannot prompt\b/i,
  /\bcould not read (?:Username|Password) for\b/,
  /^error opening terminal: /i,
  /\bssh_askpass: exec\b|\bno askpass program\b/i,
  /\b(?:stty|tcgetattr|tcsetattr)\b.*inappropriate ioctl/i,
];

/** How languages say that a question met the end of standard input. */
const END_OF_INPUT: readonly RegExp[] = [
  /^EOFError: EOF when reading a line$/,
  /\bforce closed the prompt\b/i,
  /\basking for\b.{0,80}: EOF$/,
];

const YES_OR_NO = String.raw`[[(<]\s*y(?:es)?\s*[/|]\s*no?\b[^\])>]{0,40}[\])>]`;

/** How a question ends that is still waiting for its answer on the same line. */
const QUESTIONS: readonly RegExp[] = [
  new RegExp(String.raw`${YES_OR_NO}\s*[?:>]*$`, 'i'),
  /^(?!.*:\/\/).*[\p{L}\p{N}"'`)]\?\s*(?:[[(][^\])]{1,40}[\])]\s*)?[:>]?$/u,
  /^(?:\[[^\]]*\]\s*)?(?:[\p{L}\p{N}'@._-]+\s+){0,3}(?:password|passphrase|passcode|user ?name|login|pin|verification code)\b.{0,100}:$/iu,
  /^(?:please\s+)?(?:enter|type|choose|select|pick|provide)\s.*[:>?]$/i,
  /^#\?$/,
  /\bpress\s+(?:any key|enter|return|\[enter\])/i,
];

/** A line that begins so tells how something went, whatever it ends in. */
const REPORT = /\b(?:error|warning|failed|failure|invalid|wrong|checking|testing|fatal)\b/i;

/** The last line of a program that asked, found no answer, and gave up on the same line. */
const GIVEN_UP = new RegExp(String.raw`\?\s*${YES_OR_NO}\s*[:?]?\s*(?:abort\w*|cancel\w*|no?)?[.!]?$`, 'i');
const GIVEN_UP_BEFORE = new RegExp(String.raw`[\p{L}\p{N}]\s*${YES_OR_NO}\s*\?\s*(?:abort\w*|cancel\w*)?[.!]?$`, 'iu');

/** A question for a secret whose answer was taken to be empty: what followed stands on the same line. */
const TAKEN_AS_EMPTY: readonly RegExp[] = [/^enter (?:\S+ ){0,3}(?:password|passphrase)\b[^:]{0,100}: \S/i];

/**
 * Says that a command which failed seems to have waited for a person: it asked a question that nobody answered, or wanted
 * a terminal. Undefined where nothing points to that; ordinary failures get no hint.
 */
export function terminalHint(output: LastOutput): string | undefined {
  const streams = [output.stderr, output.stdout].map(stripVTControlCharacters);
  const complaint = firstOf(streams, (text) => lineLike(text, NO_TERMINAL));
  if (complaint !== undefined) {
    return `It seems to need a terminal ("${shorten(complaint)}"), and commands run without one. Use its option for unattended use, such as --batch or --no-input, or one that takes the answer from a file or a variable.`;
  }
  if (output.hasStdin) return undefined;
  const question = questionIn(streams, output.script);
  return question === undefined ? undefined : questionHint(question);
}

/**
 * Says that a command which succeeded has asked something on standard error, where no value of it can be meant, and went
 * on without an answer, as `rm -i` does.
 */
export function unansweredQuestion(output: Pick<LastOutput, 'stderr' | 'hasStdin'>): string | undefined {
  const open = output.hasStdin ? undefined : openQuestion(stripVTControlCharacters(output.stderr), false);
  return open === undefined ? undefined : questionHint(`"${shorten(open)}"`);
}

function questionHint(question: string): string {
  return `It seems to have asked a question (${question}), and commands run without a terminal. Wire the answer to \`stdin\`, or use its option for unattended use, such as --yes.`;
}

function questionIn(streams: readonly string[], script: string | undefined): string | undefined {
  const asks = script === undefined ? undefined : readsOf(script);
  const ended = firstOf(streams, (text) => lineLike(text, END_OF_INPUT));
  const open = firstOf(streams, (text) => openQuestion(text, asks !== undefined || ended !== undefined));
  const found =
    open ??
    firstOf(streams, givenUp) ??
    firstOf(streams, (text) => lineLike(text, TAKEN_AS_EMPTY) ?? endOfGetpass(text)) ??
    ended;
  if (found !== undefined) return `"${shorten(found)}"`;
  return asks === 'with a prompt' ? '`read -p`' : undefined;
}

/** What a stream ends in where that is a line without an end that asks for something; `surelyAsks` where that is known. */
function openQuestion(text: string, surelyAsks: boolean): string | undefined {
  const line = text.slice(Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1).trim();
  if (line.length < 2 || line.length > QUESTION_CHARACTERS) return undefined;
  const isQuestion = QUESTIONS.some((pattern) => pattern.test(line)) && !REPORT.test(line);
  return isQuestion || (surelyAsks && /[:?>]$/.test(line)) ? line : undefined;
}

function givenUp(text: string): string | undefined {
  const line = lastLines(text, 1)[0];
  if (line === undefined || line.length > QUESTION_CHARACTERS) return undefined;
  return GIVEN_UP.test(line) || GIVEN_UP_BEFORE.test(line) ? line : undefined;
}

/** Python's `getpass` at the end of standard input raises an error without words. */
function endOfGetpass(text: string): string | undefined {
  return lastLines(text, 1)[0] === 'EOFError' && /getpass/.test(text) ? 'getpass' : undefined;
}

/**
 * Whether a shell script reads an answer: a `read` that no loop and no redirection feeds. Shells keep the prompt of
 * `read -p` to themselves where there is no terminal, so that only the script tells of it.
 */
function readsOf(script: string): 'with a prompt' | 'without a prompt' | undefined {
  const reads = script
    .split('\n')
    .filter((line) => !/^\s*#/.test(line) && !/<|\||\b(?:while|until)\b/.test(line))
    .flatMap((line) => line.match(/(?:^|[;&]|\bthen\b|\bdo\b)\s*(?:IFS=\S*\s+)?read\b[^;&]*/g) ?? []);
  if (reads.length === 0) return undefined;
  return reads.some((read) => /\s-\w*p\b/.test(read)) ? 'with a prompt' : 'without a prompt';
}

function lineLike(text: string, patterns: readonly RegExp[]): string | undefined {
  return lastLines(text, COMPLAINT_LINES).find((line) => patterns.some((pattern) => pattern.test(line)));
}

function lastLines(text: string, count: number): readonly string[] {
  return text
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(-count);
}

function firstOf(streams: readonly string[], find: (text: string) => string | undefined): string | undefined {
  for (const text of streams) {
    const found = find(text);
    if (found !== undefined) return found;
  }
  return undefined;
}

function shorten(text: string): string {
  return text.length > QUESTION_CHARACTERS / 2 ? `${text.slice(0, QUESTION_CHARACTERS / 2)}…` : text;
}
