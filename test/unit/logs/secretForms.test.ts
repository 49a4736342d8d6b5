import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MASK, Redactor } from '../../../runner/logs/redactor.ts';

/** What programs do to a text on its way into a log. Each gives a text from which the secret can be read again. */
const DISGUISES: Readonly<Record<string, (secret: string) => string>> = {
  exact: (secret) => secret,
  'base64, with and without padding': (secret) =>
    `${Buffer.from(secret).toString('base64')} ${Buffer.from(secret).toString('base64').replaceAll('=', '')}`,
  'base64, one byte in': (secret) => Buffer.from(`:${secret}:`).toString('base64'),
  'base64, two bytes in': (secret) => Buffer.from(`u:${secret}`).toString('base64'),
  'base64 in lines': (secret) => inLines(Buffer.from(`user:${secret} and more`).toString('base64'), 19, '\n'),
  'base64 in lines of DOS': (secret) => inLines(Buffer.from(secret).toString('base64'), 7, '\r\n'),
  base64url: (secret) => Buffer.from(`>${secret}?`).toString('base64url'),
  'base64 in a URL': (secret) => encodeURIComponent(Buffer.from(secret).toString('base64')),
  'URL component': (secret) => encodeURIComponent(secret),
  'URL component, lower case': (secret) => lowerHex(encodeURIComponent(secret)),
  'URL form': (secret) => new URLSearchParams({ key: secret }).toString(),
  'every byte as a percent code': (secret) =>
    [...Buffer.from(secret)].map((byte) => `%${byte.toString(16).padStart(2, '0').toUpperCase()}`).join(''),
  JSON: (secret) => JSON.stringify({ key: `x${secret}y` }),
  'JSON without non-ASCII': (secret) =>
    JSON.stringify(secret).replace(/[^\0-~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  'JSON with escaped slashes': (secret) => JSON.stringify(secret).replaceAll('/', '\\/'),
  'JSON in JSON': (secret) => JSON.stringify({ body: JSON.stringify({ key: secret }) }),
  'base64 of JSON': (secret) => Buffer.from(JSON.stringify({ key: secret })).toString('base64'),
};

function inLines(text: string, width: number, end: string): string {
  return text.replace(new RegExp(`.{${width}}`, 'g'), (line) => line + end);
}

function lowerHex(text: string): string {
  return text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
}

/** Everything that can be read out of a text by undoing what the disguises do. */
function readable(text: string): string {
  const joined = text.replaceAll(/[\r\n]/g, '');
  const runs = joined.match(/[A-Za-z0-9+/_=-]{4,}/g) ?? [];
  const decoded = runs.flatMap((run) =>
    [0, 1, 2, 3].map((skipped) => Buffer.from(run.slice(skipped), 'base64').toString('utf8')),
  );
  const once = [text, ...decoded, ...[text, text.replaceAll('+', ' ')].map(percentDecoded)];
  return [...once, ...once.map(unescaped), ...once.map((one) => unescaped(unescaped(one)))].join('\n\0\n');
}

function percentDecoded(text: string): string {
  const bytes = text.replace(/%([0-9A-Fa-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function unescaped(text: string): string {
  const plain: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_, code?: string, character = '') =>
    code ? String.fromCharCode(Number.parseInt(code, 16)) : (plain[character] ?? character),
  );
}

function streamed(redactor: Redactor, text: string, sizes: readonly number[]): string {
  const stream = redactor.stream();
  const bytes = Buffer.from(text);
  const out: Uint8Array[] = [];
  for (let at = 0, piece = 0; at < bytes.length; piece++) {
    const size = sizes[piece % sizes.length] ?? 1;
    out.push(stream.push(bytes.subarray(at, at + size)));
    at += size;
  }
  return Buffer.concat([...out, stream.end()]).toString('utf8');
}

const secretUnit = fc.constantFrom(...'aZ09+/=~ "\\\t%&<\'ü漢.-_:@');
const secret = fc
  .string({ unit: secretUnit, minLength: 6, maxLength: 40 })
  .filter((text) => text.trim().length >= 6 && new Set(text).size > 3);
const surroundings = fc.string({ unit: fc.constantFrom(...'xyz {}",:\n&='), maxLength: 20 });
const chunkSizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 6 });

describe('a secret in disguise', () => {
  for (const [name, disguise] of Object.entries(DISGUISES)) {
    it(`as ${name} is masked wherever chunks cut it`, () => {
      fc.assert(
        fc.property(secret, surroundings, surroundings, chunkSizes, (value, before, after, sizes) => {
          const redactor = new Redactor([value]);
          const text = `${before}|${disguise(value)}|${after}`;
          const out = streamed(redactor, text, sizes);
          expect(out).toContain(MASK);
          expect(readable(out)).not.toContain(value);
          expect(redactor.text(text)).toBe(out);
        }),
        { numRuns: 60 },
      );
    });
  }

  it('of several lines is masked line by line, and as a whole in base64', () => {
    const key = '-----BEGIN KEY-----\nMIIEvQIBADANBgkq+hkiG9w0B\n  Zm9vYmFyYmF6Zm9vYmFyYmF6\nab\n-----END KEY-----\n';
    const redactor = new Redactor([key]);
    expect(redactor.text('a MIIEvQIBADANBgkq+hkiG9w0B b Zm9vYmFyYmF6Zm9vYmFyYmF6 c ab d')).toBe('a *** b *** c ab d');
    expect(redactor.text(`[${key}]`)).toBe('[***]');
    expect(redactor.text(`[${encodeURIComponent('MIIEvQIBADANBgkq+hkiG9w0B')}]`)).toBe('[***]');
    const wrapped = inLines(Buffer.from(key).toString('base64'), 76, '\n');
    expect(redactor.text(wrapped)).toBe('***');
  });

  it('as a number is masked as a number', () => {
    const redactor = new Redactor(['12345678']);
    expect(redactor.value({ pin: 12345678, other: 1234567 })).toEqual({ pin: MASK, other: 1234567 });
    expect(new Redactor(['hunter22']).value(22)).toBe(22);
  });

  it('leaves no half where a text is cut by us', () => {
    const redactor = new Redactor(['correct-horse-battery']);
    expect(redactor.beginning('the key is correct-hor')).toBe('the key is ');
    expect(redactor.beginning('the key is correct-horse-battery.')).toBe(`the key is ${MASK}.`);
    expect(redactor.sentence('Line 1 is "key: correct-hor…", which is correct.')).toBe(
      `Line 1 is "key: ${MASK}…", which is ${MASK}.`,
    );
    expect(redactor.sentence('It is cor.')).toBe('It is cor.');
  });

  it('is held back no longer than it may still be one, however many empty lines follow', () => {
    const stream = new Redactor(['hunter22hunter22']).stream();
    stream.push(Buffer.from(Buffer.from('hunter22').toString('base64').slice(0, 8)));
    let out = 0;
    for (let line = 0; line < 100; line++) out += stream.push(Buffer.from('\n')).length;
    expect(out).toBeGreaterThan(90);
  });
});

describe('the time that redaction takes', () => {
  it('is linear, also for text made to be nearly a secret', () => {
    const value = `${'a'.repeat(200)}b`;
    const time = (size: number) => {
      const stream = new Redactor([value]).stream();
      const text = Buffer.alloc(size, 'a');
      const start = performance.now();
      stream.push(text);
      return performance.now() - start;
    };
    time(1_000_000);
    const least = (size: number) => Math.min(time(size), time(size), time(size));
    expect(least(8_000_000)).toBeLessThan(24 * least(1_000_000) + 20);
  });
});
