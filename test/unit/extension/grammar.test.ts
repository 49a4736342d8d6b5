import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import oniguruma from 'vscode-oniguruma';
import textmate, { type IGrammar } from 'vscode-textmate';

const root = new URL('../../../', import.meta.url);
const GRAMMARS: Readonly<Record<string, string>> = {
  'source.flow': 'syntaxes/flow.tmLanguage.json',
  'text.flow-log': 'syntaxes/flow-log.tmLanguage.json',
};

/** The languages of code blocks are VS Code's; here each is one word and one string that may stay open. */
function embeddedStandIn(scopeName: string): string {
  return JSON.stringify({
    scopeName,
    patterns: [
      { begin: "'", end: "'", name: `string.${scopeName}` },
      { match: '\\w+', name: `word.${scopeName}` },
    ],
  });
}

let registry: InstanceType<typeof textmate.Registry>;
beforeAll(async () => {
  const wasm = createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm');
  await oniguruma.loadWASM(readFileSync(wasm).buffer);
  registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (sources) => new oniguruma.OnigScanner(sources),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (scopeName) => {
      const file = GRAMMARS[scopeName];
      const text = file ? readFileSync(new URL(file, root), 'utf8') : embeddedStandIn(scopeName);
      return textmate.parseRawGrammar(text, `${scopeName}.json`);
    },
  });
});

async function load(scopeName: string): Promise<IGrammar> {
  const grammar = await registry.loadGrammar(scopeName);
  if (!grammar) throw new Error(`There is no grammar ${scopeName}.`);
  return grammar;
}

/** Tokens of a text as `word → innermost scope`, line by line, without blanks. */
async function tokens(text: string, scopeName = 'source.flow'): Promise<readonly (readonly [string, string])[]> {
  const grammar = await load(scopeName);
  let state = textmate.INITIAL;
  const found: [string, string][] = [];
  for (const line of text.split('\n')) {
    const result = grammar.tokenizeLine(line, state);
    state = result.ruleStack;
    for (const token of result.tokens) {
      const word = line.slice(token.startIndex, token.endIndex).trim();
      if (word !== '') found.push([word, token.scopes.slice(1).join(' ')]);
    }
  }
  return found;
}

/** Scopes of the first token that is exactly this word. */
async function scopesOf(text: string, word: string, scopeName?: string): Promise<string> {
  const found = (await tokens(text, scopeName)).find(([token]) => token === word);
  return found ? found[1] : 'no such token';
}

const block = (kind: string, setting: string, code: string) =>
  `nodes:\n  a:\n    uses: ${kind}\n    with:\n      ${setting}: |\n        ${code}\n    timeout: 30s\n  b: { uses: delay }`;

describe('The grammar of flows', () => {
  it.each([
    ['shell', 'run', 'echo', 'meta.embedded.block.shell word.source.shell'],
    ['sql', 'query', 'select', 'meta.embedded.block.sql word.source.sql'],
    ['python', 'code', 'define', 'meta.embedded.block.python word.source.python'],
    ['typescript', 'code', 'export', 'meta.embedded.block.typescript word.source.ts'],
    ['javascript', 'code', 'export', 'meta.embedded.block.javascript word.source.js'],
  ])('gives %s code in `%s` its own language', async (kind, setting, word, scopes) => {
    expect(await scopesOf(block(kind, setting, word), word)).toBe(scopes);
  });

  it.each(['shell', 'python'])('ends %s code at its indentation, also inside an open string', async (kind) => {
    const text = block(kind, kind === 'shell' ? 'run' : 'code', "it's open");
    expect(await scopesOf(text, '30s')).toBe('constant.numeric.flow');
    expect(await scopesOf(text, 'delay')).toBe('entity.name.type.kind.flow');
  });

  it('takes `code` of an unknown kind for plain text', async () => {
    expect(await scopesOf(block('other', 'code', 'something'), 'something')).toBe('string.unquoted.block.flow');
  });

  it('keeps blank lines and deeper lines in a code block', async () => {
    const text = 'a:\n  run: |\n    one\n\n      two\n  b: 1';
    expect(await scopesOf(text, 'two')).toContain('meta.embedded.block.shell');
    expect(await scopesOf(text, 'b')).toBe('entity.name.tag.flow');
  });

  it.each([
    ['flow: 1 # remark', '# remark', 'comment.line.number-sign.flow'],
    ['name: a#b', 'a', 'string.unquoted.plain.flow'],
    ['in: { text: first.stdout }', 'first', 'variable.other.node.flow'],
    ['in: { text: first.stdout }', 'stdout', 'variable.other.property.port.flow'],
    ['after: [first, second]', 'second', 'string.unquoted.plain.flow'],
    ['timeout: 500ms', '500ms', 'constant.numeric.flow'],
    ['header: true', 'true', 'constant.language.flow'],
    ['url: https://example.com/${day}', 'day', 'meta.interpolation.flow variable.other.flow'],
    ['url: "a ${day}"', 'day', 'string.quoted.double.flow meta.interpolation.flow variable.other.flow'],
    ['url: "$${day}"', '$${', 'string.quoted.double.flow constant.character.escape.flow'],
    [
      'template: "{{ who | upcase }}"',
      'upcase',
      'string.quoted.double.flow meta.template.expression.flow support.function.filter.flow',
    ],
    ['"quoted key": 1', '"quoted key"', 'entity.name.tag.flow'],
    ['a: { "b": 1 }', '"b"', 'entity.name.tag.flow'],
    ['a: &anchor 1', 'anchor', 'variable.other.anchor.flow'],
    ['- item', '-', 'punctuation.definition.block.sequence.item.flow'],
  ])('%s: %s', async (text, word, scopes) => {
    expect(await scopesOf(text, word)).toBe(scopes);
  });

  it('does not end at an open string of a setting', async () => {
    expect(await scopesOf('a: "open\nb: 1', 'b: 1')).toBe('string.quoted.double.flow');
  });
});

describe('The grammar of logs', () => {
  const line = (text: string) => `09:30:12.123 ${text}`;

  it.each([
    [line('[node] text'), 'node', 'entity.name.tag.node.flow-log'],
    [line('[node] ✓ succeeded in 3 ms'), '✓', 'markup.inserted.flow-log'],
    [line('[node] ✗ failed'), '✗ failed', 'markup.deleted.flow-log'],
    [line('✗ Run failed'), '✗ Run failed', 'markup.deleted.flow-log'],
    [line('text'), '09:30:12.123', 'comment.time.flow-log'],
  ])('%s: %s', async (text, word, scopes) => {
    expect(await scopesOf(text, word, 'text.flow-log')).toBe(scopes);
  });
});
