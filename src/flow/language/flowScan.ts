import type { FlowPath } from '../model.ts';

/** Where an offset is within braces and brackets. */
export interface FlowPlace {
  /** Steps from the value that opens the outermost brace to what is being written. */
  readonly path: FlowPath;
  /** Whether a key is being written, or the value of the entry or item that `path` ends with. */
  readonly role: 'key' | 'value';
  /** Start of what is being written: the offset itself where nothing is. Behind the quote of quoted text. */
  readonly start: number;
  readonly quote?: '"' | "'";
  /** Keys of the innermost map that stand before the offset, with the plain values that they have. */
  readonly before: ReadonlyMap<string, string>;
}

interface Level {
  readonly isMap: boolean;
  readonly entries: Map<string, string>;
  key: string | undefined;
  index: number;
}

/**
 * Reads text in braces or brackets from its opening character up to an offset. Undefined when it has closed by then.
 * Half-written text is read as far as it makes sense.
 */
export function scanFlow(text: string, open: number, offset: number): FlowPlace | undefined {
  const scan = new FlowScan(text, offset);
  scan.run(open);
  return scan.place();
}

class FlowScan {
  readonly #text: string;
  readonly #until: number;
  readonly #levels: Level[] = [];
  #token = -1;
  #quote: '"' | "'" | undefined;
  #comment = false;

  constructor(text: string, until: number) {
    this.#text = text;
    this.#until = until;
  }

  run(open: number): void {
    for (let at = open; at < this.#until; at += 1) {
      const character = this.#text[at] ?? '';
      if (this.#comment) this.#comment = character !== '\n';
      else if (this.#quote !== undefined) at += this.#inQuotes(at, character, this.#quote);
      else if (this.#isReference(at)) at = this.#endOfReference(at);
      else this.#take(at, character);
      if (this.#levels.length === 0 && at > open) return;
    }
  }

  place(): FlowPlace | undefined {
    const level = this.#levels.at(-1);
    if (!level || this.#comment) return undefined;
    const outer = this.#levels.slice(0, -1).map(stepOf);
    const role = level.isMap && level.key === undefined ? 'key' : 'value';
    const start = this.#token < 0 ? this.#until : this.#token + (this.#quote === undefined ? 0 : 1);
    return {
      path: role === 'key' ? outer : [...outer, stepOf(level)],
      role,
      start,
      ...(this.#quote === undefined ? {} : { quote: this.#quote }),
      before: level.entries,
    };
  }

  #inQuotes(at: number, character: string, quote: string): number {
    if (character === '\\' && quote === '"') return 1;
    if (character !== quote) return 0;
    if (quote === "'" && this.#text[at + 1] === "'") return 1;
    this.#quote = undefined;
    return 0;
  }

  #take(at: number, character: string): void {
    const level = this.#levels.at(-1);
    if (character === '{' || character === '[') {
      this.#levels.push({ isMap: character === '{', entries: new Map(), key: undefined, index: 0 });
      this.#token = -1;
    } else if (character === '}' || character === ']') {
      this.#close(at);
    } else if (character === ',') {
      this.#endEntry(at);
    } else if (character === ':' && level?.isMap && level.key === undefined && this.#endsKey(at)) {
      level.key = this.#tokenText(at);
      level.entries.set(level.key, '');
      this.#token = -1;
    } else if (character === '#' && /\s/.test(this.#text[at - 1] ?? ' ')) {
      this.#comment = true;
    } else if (!/\s/.test(character) && this.#token < 0) {
      this.#token = at;
      if (character === '"' || character === "'") this.#quote = character;
    }
  }

  /** `${name}` is meant as text, although its brace would open a map. */
  #isReference(at: number): boolean {
    return this.#text.startsWith('${', at);
  }

  #endOfReference(at: number): number {
    if (this.#token < 0) this.#token = at;
    const end = this.#text.slice(at, this.#until).search(/[}\r\n,]/);
    return end < 0 ? this.#until : at + end - (this.#text[at + end] === '}' ? 0 : 1);
  }

  #close(at: number): void {
    this.#endEntry(at);
    this.#levels.pop();
    this.#token = -1;
  }

  #endEntry(at: number): void {
    const level = this.#levels.at(-1);
    if (!level) return;
    if (level.key !== undefined && this.#token >= 0) level.entries.set(level.key, this.#tokenText(at));
    else if (level.isMap && this.#token >= 0) level.entries.set(this.#tokenText(at), '');
    level.key = undefined;
    level.index += 1;
    this.#token = -1;
  }

  #endsKey(at: number): boolean {
    const next = this.#text[at + 1];
    return next === undefined || /[\s,[\]{}]/.test(next) || /["']/.test(this.#text[at - 1] ?? '');
  }

  #tokenText(end: number): string {
    if (this.#token < 0) return '';
    return this.#text
      .slice(this.#token, end)
      .trim()
      .replace(/^(["'])(.*)\1$/, '$2');
  }
}

function stepOf(level: Level): string | number {
  return level.isMap ? (level.key ?? '') : level.index;
}
