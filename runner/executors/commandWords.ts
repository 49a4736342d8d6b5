/** Longest command that a sentence quotes. */
const SENTENCE_CHARACTERS = 100;

/** What people are told that a command is. */
export interface CommandWords {
  /** As a person would type it; of a script of several lines the first that does something. */
  readonly words: string;
  /** What a sentence about it calls it: itself where that is short. */
  readonly subject: string;
}

/** A command with its arguments as a person would type it. */
export function inWords(program: string, args: readonly string[]): string {
  return [program, ...args]
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ');
}

/** The words for the text of a script. */
export function scriptWords(script: string): CommandWords {
  const lines = script.split('\n').filter((line) => line.trim() !== '');
  const told = lines.find((line) => !line.trimStart().startsWith('#')) ?? lines[0] ?? '';
  if (lines.length > 1) return { words: `${told.trim()} …`, subject: 'The script' };
  return { words: told.trim(), subject: `\`${told.trim()}\`` };
}

/** The words for a program with arguments; a sentence names the program and no more of them than are readable. */
export function commandWords(program: string, args: readonly string[]): CommandWords {
  const words = inWords(program, args);
  const isShort = words.length <= SENTENCE_CHARACTERS && !words.includes('\n');
  return { words, subject: `\`${isShort ? words : program}\`` };
}
