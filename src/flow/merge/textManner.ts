/** What a text has around its lines. */
interface TextManner {
  readonly mark: string;
  readonly lineEnding: '\n' | '\r\n';
  readonly endsLine: boolean;
}

/** Three texts in one manner, every line ended by `\n`, and the way back. */
export interface AlignedTexts {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
  /** A merged text in the manner that comes of the three: a change of manner on one side holds. */
  readonly finish: (text: string) => string;
}

/** Undefined when one of the texts mixes line endings. */
export function alignTexts(base: string, ours: string, theirs: string): AlignedTexts | undefined {
  const texts = [base, ours, theirs] as const;
  if (texts.some((text) => /\r(?!\n)/.test(text) || (text.includes('\r\n') && /(?<!\r)\n/.test(text))))
    return undefined;
  const [first, second, third] = [mannerOf(base), mannerOf(ours), mannerOf(theirs)];
  const choose = <Key extends keyof TextManner>(key: Key): TextManner[Key] =>
    second[key] === first[key] ? third[key] : second[key];
  return {
    base: plain(base),
    ours: plain(ours),
    theirs: plain(theirs),
    finish: (text) => {
      const ended = choose('endsLine') ? text : text.replace(/\n$/, '');
      return choose('mark') + ended.replaceAll('\n', choose('lineEnding'));
    },
  };
}

function mannerOf(text: string): TextManner {
  return {
    mark: text.startsWith('\ufeff') ? '\ufeff' : '',
    lineEnding: text.includes('\r\n') ? '\r\n' : '\n',
    endsLine: text.endsWith('\n'),
  };
}

function plain(text: string): string {
  const lines = text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
  return lines === '' || lines.endsWith('\n') ? lines : `${lines}\n`;
}
