import { StringDecoder } from 'node:string_decoder';

/** Lines of the runner's stderr that are kept for the message about its end. */
export const STDERR_LINES_KEPT = 20;
/** Longest line that is kept, in characters. */
export const STDERR_LINE_CHARACTERS = 500;

/** The last lines of a stream of bytes, decoded without splitting characters. */
export class StderrTail {
  readonly #decoder = new StringDecoder('utf8');
  #lines: string[] = [];
  #unfinished = '';

  /** @returns The lines that these bytes completed. */
  push(bytes: Uint8Array): readonly string[] {
    const lines = (this.#unfinished + this.#decoder.write(Buffer.from(bytes))).split(/\r?\n/);
    this.#unfinished = (lines.pop() ?? '').slice(0, STDERR_LINE_CHARACTERS);
    const complete = lines.map((line) => line.slice(0, STDERR_LINE_CHARACTERS));
    this.#lines = [...this.#lines, ...complete].slice(-STDERR_LINES_KEPT);
    return complete;
  }

  /** Oldest first, without empty lines. */
  get lines(): readonly string[] {
    return [...this.#lines, this.#unfinished].filter((line) => line.trim() !== '').slice(-STDERR_LINES_KEPT);
  }
}
