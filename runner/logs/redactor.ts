import type { JsonValue } from '../../proto/value.ts';

/** What stands in the place of a secret. */
export const MASK = '***';

const MASK_BYTES = new TextEncoder().encode(MASK);

/**
 * Takes the exact values of secrets out of everything that leaves the runner. Longer secrets go first, so that one that
 * contains another is masked as a whole. Encoded forms of a secret (base64, URL encoding) are not known here.
 */
export class Redactor {
  readonly #texts: readonly string[];
  readonly #bytes: readonly Buffer[];

  constructor(secrets: Iterable<string>) {
    this.#texts = [...new Set(secrets)].filter((secret) => secret !== '').sort((a, b) => b.length - a.length);
    this.#bytes = this.#texts.map((text) => Buffer.from(text));
  }

  /** A text without secrets. */
  text(text: string): string {
    let clean = text;
    for (const secret of this.#texts) clean = clean.replaceAll(secret, MASK);
    return clean;
  }

  /** A JSON value without secrets, in keys and in values. The same value when there is nothing to take out. */
  value(value: JsonValue): JsonValue {
    if (this.#texts.length === 0) return value;
    if (typeof value === 'string') return this.text(value);
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((item: JsonValue) => this.value(item));
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [this.text(key), this.value(item)]));
  }

  /** A filter for one stream of bytes; secrets may be cut anywhere by its chunks. */
  stream(): RedactingStream {
    return new RedactingStream(this.#bytes);
  }
}

/** One stream of bytes on its way out. */
export class RedactingStream {
  readonly #secrets: readonly Buffer[];
  #held: Buffer = Buffer.alloc(0);

  constructor(secrets: readonly Buffer[]) {
    this.#secrets = secrets;
  }

  /** The bytes that can go on; an end that may be the beginning of a secret is kept until more is known. */
  push(chunk: Uint8Array): Uint8Array {
    if (this.#secrets.length === 0) return chunk;
    const fresh = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const bytes = this.#held.length === 0 ? fresh : Buffer.concat([this.#held, fresh]);
    return this.#mask(bytes, false);
  }

  /** What was kept: the stream has ended, so it is no secret. */
  end(): Uint8Array {
    return this.#mask(this.#held, true);
  }

  #mask(bytes: Buffer, last: boolean): Uint8Array {
    const pieces: Uint8Array[] = [];
    const next = this.#secrets.map((secret) => bytes.indexOf(secret));
    let at = 0;
    let undecided = last ? bytes.length : this.#undecidedFrom(bytes, 0);
    for (;;) {
      const hit = this.#nearest(bytes, next, at);
      // A longer secret may begin before this one, or at the same place, and not be complete yet.
      if (!hit || undecided < hit.at || (undecided === hit.at && !last)) break;
      pieces.push(bytes.subarray(at, hit.at), MASK_BYTES);
      at = hit.at + hit.length;
      if (undecided < at) undecided = last ? bytes.length : this.#undecidedFrom(bytes, at);
    }
    pieces.push(bytes.subarray(at, undecided));
    this.#held = Buffer.from(bytes.subarray(undecided));
    return pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
  }

  /** The first secret at or after `from`; of several at the same place the longest. */
  #nearest(bytes: Buffer, next: number[], from: number): { at: number; length: number } | undefined {
    let best: { at: number; length: number } | undefined;
    this.#secrets.forEach((secret, index) => {
      let at = next[index] ?? -1;
      if (at >= 0 && at < from) at = bytes.indexOf(secret, from);
      next[index] = at;
      if (at >= 0 && (!best || at < best.at)) best = { at, length: secret.length };
    });
    return best;
  }

  /** Where the longest end of `bytes` begins that could still become a secret; its length when there is none. */
  #undecidedFrom(bytes: Buffer, from: number): number {
    let earliest = bytes.length;
    for (const secret of this.#secrets) {
      const first = Math.max(from, bytes.length - secret.length + 1);
      for (let at = first; at < earliest; at++) {
        if (bytes[at] === secret[0] && bytes.subarray(at).equals(secret.subarray(0, bytes.length - at))) earliest = at;
      }
    }
    return earliest;
  }
}
