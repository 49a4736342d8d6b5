import { LOG_TAIL_LINE_CHARACTERS, LOG_TAIL_LINES } from './snapshot.ts';

/**
 * The last lines of a log after more text came: lines beyond `LOG_TAIL_LINES` and characters of a line beyond
 * `LOG_TAIL_LINE_CHARACTERS` are let go. A carriage return starts its line anew, as on a terminal. The last line of the
 * result is the one that the next text continues; it is empty after a line ending.
 */
export function appendLog(tail: readonly string[], text: string): readonly string[] {
  const { pieces, cutOff } = lastPieces(text);
  const lines = cutOff ? [] : tail.slice(-LOG_TAIL_LINES);
  const continued = cutOff ? '' : (lines.pop() ?? '');
  pieces.forEach((piece, index) => {
    const whole = index === 0 ? continued + piece : piece;
    lines.push(index < pieces.length - 1 ? finishedLine(whole) : unfinishedLine(whole));
  });
  return lines.length > LOG_TAIL_LINES ? lines.slice(-LOG_TAIL_LINES) : lines;
}

/** The last line, finished or not, that has visible text. */
export function lastLogLine(tail: readonly string[]): string | undefined {
  return tail.findLast((line) => line.trim() !== '');
}

function lastPieces(text: string): { pieces: string[]; cutOff: boolean } {
  let start = text.length;
  for (let found = 0; found <= LOG_TAIL_LINES && start > 0; found += 1) start = text.lastIndexOf('\n', start - 1);
  const cutOff = start > 0;
  return { pieces: (cutOff ? text.slice(start + 1) : text).split('\n'), cutOff };
}

function finishedLine(line: string): string {
  const shown = line.endsWith('\r') ? line.slice(0, -1) : line;
  return cut(shown.slice(shown.lastIndexOf('\r') + 1));
}

/** Keeps a carriage return at the end: it may be the first half of a line ending. */
function unfinishedLine(line: string): string {
  if (!line.endsWith('\r')) return cut(line.slice(line.lastIndexOf('\r') + 1));
  return `${finishedLine(line)}\r`;
}

function cut(line: string): string {
  if (line.length <= LOG_TAIL_LINE_CHARACTERS) return line;
  const unit = line.charCodeAt(LOG_TAIL_LINE_CHARACTERS - 1);
  const splitsPair = unit >= 0xd800 && unit <= 0xdbff;
  return line.slice(0, splitsPair ? LOG_TAIL_LINE_CHARACTERS - 1 : LOG_TAIL_LINE_CHARACTERS);
}
