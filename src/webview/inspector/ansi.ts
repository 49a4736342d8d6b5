/** A stretch of log text with the classes that colour it. */
export interface AnsiPart {
  readonly text: string;
  readonly classes: string;
}

const COLOURS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;
// A CSI sequence, an OSC sequence, or a lone escape: what terminals act on and never show.
const ESCAPE = '\u001b';
const BELL = '\u0007';
const SEQUENCE = new RegExp(
  `${ESCAPE}\\[([0-9;:]*)([A-Za-z])|${ESCAPE}\\][^${BELL}${ESCAPE}]*(?:${BELL}|${ESCAPE}\\\\)?|${ESCAPE}.`,
  'g',
);

interface Style {
  readonly colour?: string;
  readonly bold?: boolean;
  readonly dim?: boolean;
}

/** Splits a line of a terminal into coloured parts. The 16 named colours are kept; every other sequence is dropped. */
export function ansiParts(line: string): readonly AnsiPart[] {
  if (!line.includes('\u001b')) return line === '' ? [] : [{ text: line, classes: '' }];
  const parts: AnsiPart[] = [];
  let style: Style = {};
  let end = 0;
  const add = (text: string) => {
    if (text !== '') parts.push({ text, classes: classesOf(style) });
  };
  for (const match of line.matchAll(SEQUENCE)) {
    add(line.slice(end, match.index));
    end = match.index + match[0].length;
    if (match[2] === 'm') style = restyle(style, match[1] ?? '');
  }
  add(line.slice(end));
  return parts;
}

function restyle(style: Style, parameters: string): Style {
  let next = style;
  for (const code of parameters.split(/[;:]/).map(Number)) next = applyCode(next, code);
  return next;
}

function applyCode(style: Style, code: number): Style {
  if (code === 0) return {};
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, dim: true };
  if (code === 22) return { ...style, bold: false, dim: false };
  if (code === 39) return { ...style, colour: '' };
  const name = COLOURS[code >= 90 ? code - 90 : code - 30];
  if (name === undefined) return style;
  return { ...style, colour: code >= 90 ? `bright-${name}` : name };
}

function classesOf({ colour, bold, dim }: Style): string {
  return [colour && `ansi-${colour}`, bold && 'ansi-bold', dim && 'ansi-dim'].filter(Boolean).join(' ');
}
