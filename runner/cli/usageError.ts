/** The command line asks for something that cannot be; the message says what and how to mend it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** The command whose help is worth a look; empty for the program's own. */
  readonly command: string;

  constructor(message: string, command = '') {
    super(message);
    this.command = command;
  }
}
