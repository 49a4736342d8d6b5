import type { RunSnapshot } from '../../src/flow/run/snapshot.ts';

/**
 * How to go on from a run that did not succeed, with what to type for it; undefined where nothing would be kept. `file`
 * is what people called the flow by.
 */
export function goOnWords({ state, nodes }: RunSnapshot, file: string): string | undefined {
  const isAnythingMade = [...nodes.values()].some((node) => node.state === 'succeeded' || node.kept !== undefined);
  if (!isAnythingMade) return undefined;
  switch (state) {
    case 'failed':
      return `Retry what failed: millrace run ${shellWord(file)} --retry-failed`;
    case 'cancelled':
    case 'timed-out':
      return `Go on from there: millrace run ${shellWord(file)} --resume`;
    default:
      return undefined;
  }
}

/** A word as it is typed in a shell. */
function shellWord(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
