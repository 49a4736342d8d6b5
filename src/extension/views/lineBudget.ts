/** Characters per second that one channel takes; a command that writes more is read in its log on disk. */
export const CHANNEL_CHARACTERS_PER_SECOND = 512 * 1024;

/**
 * Lets lines through up to a number of characters per second, and counts those that it holds back, so that a chatty
 * command cannot drown the editor.
 */
export class LineBudget {
  readonly #perSecond: number;
  #left: number;
  #second = -1;
  #heldBack = 0;

  constructor(perSecond = CHANNEL_CHARACTERS_PER_SECOND) {
    this.#perSecond = perSecond;
    this.#left = perSecond;
  }

  /**
   * The lines that may be shown now. When some were held back before, a line that says how many comes first.
   * @param important Lines that are shown whatever the budget says.
   */
  admit(lines: readonly string[], nowMs: number, important = false): readonly string[] {
    const second = Math.floor(nowMs / 1_000);
    if (second !== this.#second) {
      this.#second = second;
      this.#left = this.#perSecond;
    }
    const admitted: string[] = [];
    for (const line of lines) {
      // Its end counts too: a flood of empty lines is one as well.
      const cost = line.length + 1;
      if (!important && this.#left < cost) {
        this.#heldBack += 1;
        continue;
      }
      this.#left -= cost;
      if (this.#heldBack > 0) admitted.push(`… ${this.#heldBack} lines left out here; the whole log is on disk`);
      this.#heldBack = 0;
      admitted.push(line);
    }
    return admitted;
  }
}
