/** Bytes that may still be sent: a full second's worth at first, refilled evenly. */
export class ByteCredit {
  readonly #bytesPerSecond: number;
  #credit: number;
  #filledMs: number;

  constructor(bytesPerSecond: number, nowMs: number) {
    this.#bytesPerSecond = bytesPerSecond;
    this.#credit = bytesPerSecond;
    this.#filledMs = nowMs;
  }

  /** Takes `bytes` off and says true, or says false and takes nothing. A full credit pays for any amount. */
  take(bytes: number, nowMs: number): boolean {
    const gained = (Math.max(0, nowMs - this.#filledMs) * this.#bytesPerSecond) / 1_000;
    this.#credit = Math.min(this.#bytesPerSecond, this.#credit + gained);
    this.#filledMs = nowMs;
    if (bytes > this.#credit && this.#credit < this.#bytesPerSecond) return false;
    this.#credit = Math.max(0, this.#credit - bytes);
    return true;
  }
}
