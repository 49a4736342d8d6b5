/** A variable that code names: `start` is where its name begins. */
export interface CodeName {
  readonly name: string;
  readonly start: number;
}

const SHELL = /(?<!\\)\$\{?([A-Za-z_]\w*)/g;
const JSONATA = /\$([A-Za-z_]\w*)/g;
const LIQUID_TAG = /\{[{%]-?([\s\S]*?)[%}]\}/g;
const LIQUID_WORD = /"[^"]*"|'[^']*'|(?<![.\w])([A-Za-z_][\w-]*)/g;

/** Variables that a piece of code names, as far as its text shows. */
export function codeNames(code: string, language: string): readonly CodeName[] {
  switch (language) {
    case 'shell':
      return named(code, SHELL, 0);
    case 'jsonata':
      return named(code, JSONATA, 0);
    case 'liquid':
      return [...code.matchAll(LIQUID_TAG)].flatMap((tag) => {
        const inner = tag[1] ?? '';
        return named(inner, LIQUID_WORD, tag.index + tag[0].indexOf(inner));
      });
    default:
      return [];
  }
}

function named(text: string, pattern: RegExp, offset: number): readonly CodeName[] {
  return [...text.matchAll(pattern)].flatMap((match) => {
    const name = match[1];
    return name === undefined ? [] : [{ name, start: offset + match.index + match[0].length - name.length }];
  });
}
