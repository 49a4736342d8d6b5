/** Lines at the end of a channel whose node names are links; a long log is read at its end. */
const LINES_LINKED = 5_000;

const HEADER = /^\S+ ▶ .* — (.+)$/;
const NODE = /^\S+ \[([A-Za-z_][A-Za-z0-9_/-]*)\]/;

/** A node's name in a log, and the flow that it belongs to. */
export interface LogLink {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  /** Path of the flow's file. */
  readonly flow: string;
  readonly node: string;
}

/** Finds node names in the text of a channel. The first line of each run says which flow is meant. */
export function findLogLinks(text: string): readonly LogLink[] {
  const links: LogLink[] = [];
  let flow: string | undefined;
  const lines = text.split(/\r?\n/);
  const first = lines.length - LINES_LINKED;
  lines.forEach((line, index) => {
    flow = HEADER.exec(line)?.[1] ?? flow;
    const match = index >= first ? NODE.exec(line) : null;
    const node = match?.[1];
    if (!match || node === undefined || flow === undefined) return;
    const end = match[0].length - 1;
    links.push({ line: index, start: end - node.length, end, flow, node });
  });
  return links;
}
