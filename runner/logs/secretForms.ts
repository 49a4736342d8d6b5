import { SHORTEST_SECRET_CHARACTERS } from '../../src/flow/secrets.ts';

/** Everything that a secret may look like in the output of programs. */
export interface SecretForms {
  /** As it is, line by line, in JSON, in URLs. */
  readonly plain: readonly Uint8Array[];
  /** In base64, which programs break into lines wherever they like. */
  readonly wrapped: readonly Uint8Array[];
}

/** Characters that percent-encoders leave alone; no two libraries agree. */
const KEPT_IN_URLS: readonly RegExp[] = [
  /[A-Za-z0-9\-_.!~*'()]/,
  /[A-Za-z0-9\-_.~]/,
  /[A-Za-z0-9\-_.~/]/,
  /[A-Za-z0-9*\-._]/,
  /[A-Za-z0-9\-_.!~*'();/?:@&=+$,#]/,
  /[^\s\S]/,
];

/** The forms of some secrets, each once. */
export function formsOf(secrets: Iterable<string>): SecretForms {
  const plain = new Set<string>();
  const wrapped = new Set<string>();
  for (const secret of secrets) {
    for (const text of [secret, ...linesOf(secret)]) addPlain(text, plain);
    for (const text of new Set([secret, jsonInside(secret)])) addBase64(Buffer.from(text), wrapped);
    for (const form of base64Forms(Buffer.from(secret))) addPercentEncoded(form, plain);
  }
  return { plain: [...plain].map(toBytes), wrapped: [...wrapped].map(toBytes) };
}

function toBytes(text: string): Uint8Array {
  return Buffer.from(text);
}

/** Lines of a value of several lines that are long enough to be told from anything else. */
function linesOf(secret: string): readonly string[] {
  const lines = secret.split(/\r\n|\r|\n/);
  if (lines.length < 2) return [];
  return lines.map((line) => line.trim()).filter((line) => line.length >= SHORTEST_SECRET_CHARACTERS);
}

function addPlain(text: string, forms: Set<string>): void {
  forms.add(text);
  for (const form of jsonForms(text)) forms.add(form);
  for (const form of urlForms(text)) forms.add(form);
}

/** Inside of a JSON text, as the libraries of several languages write it, and inside of a JSON text in a JSON text. */
function jsonForms(text: string): readonly string[] {
  const inside = jsonInside(text);
  const slashes = inside.replaceAll('/', '\\/');
  const forms = [inside, slashes];
  for (const upper of [false, true]) {
    const escape = (character: string) => unicodeEscape(character, upper);
    forms.push(inside.replace(/[^\0-~]/g, escape), slashes.replace(/[^\0-~]/g, escape));
    forms.push(inside.replace(/[<>&]/g, escape), inside.replace(/[<>&']|[^\0-~]/g, escape));
  }
  return [...forms, jsonInside(inside)];
}

function jsonInside(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function unicodeEscape(unit: string, upper: boolean): string {
  const code = unit.charCodeAt(0).toString(16).padStart(4, '0');
  return `\\u${upper ? code.toUpperCase() : code}`;
}

function urlForms(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  return KEPT_IN_URLS.flatMap((kept) =>
    [true, false].flatMap((upper) => {
      const encoded = percentEncode(bytes, kept, upper);
      return [encoded, encoded.replaceAll('%20', '+')];
    }),
  );
}

function percentEncode(bytes: Uint8Array, kept: RegExp, upper: boolean): string {
  let text = '';
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    const code = byte.toString(16).padStart(2, '0');
    text += byte < 0x80 && kept.test(character) ? character : `%${upper ? code.toUpperCase() : code}`;
  }
  return text;
}

function addBase64(bytes: Buffer, wrapped: Set<string>): void {
  for (const form of base64Forms(bytes)) {
    wrapped.add(form);
    wrapped.add(form.replaceAll('+', '-').replaceAll('/', '_'));
  }
}

/** Base64 that stands in a URL. */
function addPercentEncoded(form: string, plain: Set<string>): void {
  if (!/[+/=]/.test(form)) return;
  for (const upper of [true, false]) plain.add(percentEncode(Buffer.from(form), /[A-Za-z0-9]/, upper));
}

/**
 * Base64 of a text that holds the secret: of the three ways in which its bytes may fall on the groups of three, the
 * characters that depend on the secret alone; and all up to the padding for a text that ends with it.
 */
function base64Forms(bytes: Buffer): readonly string[] {
  return [0, 1, 2].flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]);
    const start = Math.ceil((before * 8) / 6);
    const core = Math.floor((whole.length * 8) / 6);
    const encoded = whole.toString('base64');
    return [encoded.slice(start, core), encoded.slice(start).replaceAll('=', ''), encoded.slice(start)];
  });
}
