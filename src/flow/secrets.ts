/** A shorter secret would be masked wherever its few characters happen to stand, and is easily guessed from that. */
export const SHORTEST_SECRET_CHARACTERS = 4;

/** What is longer is a file: its path can be given to those that need it. In UTF-16 code units. */
export const LONGEST_SECRET_CHARACTERS = 16 * 1024;

/** Why a value cannot be that of a secret, as a sentence about "it"; undefined when it can. */
export function secretProblem(value: string): string | undefined {
  if (value.length < SHORTEST_SECRET_CHARACTERS) {
    return (
      `It has fewer than ${SHORTEST_SECRET_CHARACTERS} characters: it cannot be kept out of logs, since so short a text ` +
      'stands everywhere. Use a longer secret, or an input if it is none.'
    );
  }
  if (value.trim() === '') return 'It is nothing but white space, which cannot be kept out of logs.';
  if (value.length > LONGEST_SECRET_CHARACTERS) {
    return `It has more than ${LONGEST_SECRET_CHARACTERS} characters. Keep it in a file and give the path of that.`;
  }
  return undefined;
}
