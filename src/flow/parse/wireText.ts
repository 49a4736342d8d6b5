import type { WireSource } from '../model.ts';

const WIRE = /^([A-Za-z_][A-Za-z0-9_-]*)(?:\.([A-Za-z_][A-Za-z0-9_-]*))?$/;

/** The word before the dot of a wire from a flow input; no node may have it as its id. */
export const INPUTS_WORD = 'inputs';

/** Where a wire such as `download.body`, `download` or `inputs.day` comes from; undefined when the text is none. */
export function parseWire(text: string): WireSource | undefined {
  const match = WIRE.exec(text.trim());
  const [, first = '', second] = match ?? [];
  if (!match) return undefined;
  if (first === INPUTS_WORD) return second === undefined ? undefined : { from: 'input', input: second };
  return second === undefined ? { from: 'node', node: first } : { from: 'node', node: first, port: second };
}

/** A source as the file writes it. */
export function formatWire(source: WireSource): string {
  if (source.from === 'input') return `${INPUTS_WORD}.${source.input}`;
  return source.port === undefined ? source.node : `${source.node}.${source.port}`;
}

/** Whether two sources are written alike. */
export function sameSource(left: WireSource, right: WireSource): boolean {
  return formatWire(left) === formatWire(right);
}
