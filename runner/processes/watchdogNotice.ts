/** The last line of a runner that has ended everything itself. */
export const GOODBYE = 'goodbye';

/** A command of the runner started or has ended. */
export interface Notice {
  readonly event: 'start' | 'exit';
  readonly pid: number;
}

/** The line that tells the watchdog of a notice. */
export function writeNotice(notice: Notice): string {
  return `${notice.event} ${notice.pid}\n`;
}

/** The notice in a line; undefined for anything else, such as a line cut short by the end of the runner. */
export function readNotice(line: string): Notice | undefined {
  const match = /^(start|exit) (\d+)$/.exec(line);
  if (!match) return undefined;
  return { event: match[1] === 'start' ? 'start' : 'exit', pid: Number(match[2]) };
}
