import { isRunOver } from '../../flow/run/status.ts';
import type { RunRecord } from '../runs/runStore.ts';
import { partWords, progressWords, runWords } from './runWords.ts';
import { STATE_STYLES } from './stateStyle.ts';

/** What the item in the status bar says. */
export interface StatusBarText {
  readonly text: string;
  readonly tooltip: string;
}

/** What to say about these runs, newest first; undefined when there is nothing to say. */
export function statusBarText(runs: readonly RunRecord[]): StatusBarText | undefined {
  const active = runs.filter((record) => !isRunOver(record.snapshot.state));
  const first = active[0] ?? runs[0];
  if (!first) return undefined;
  if (active.length > 1) {
    const tooltip = active.map((record) => `${record.title}: ${runWords(record.snapshot)} ${progressWords(record)}`);
    return { text: `$(loading~spin) ${active.length} flows`, tooltip: tooltip.join('\n') };
  }
  const { snapshot } = first;
  const { icon } = STATE_STYLES[snapshot.state];
  const state = isRunOver(snapshot.state) ? `: ${STATE_STYLES[snapshot.state].word}` : ` ${progressWords(first)}`;
  const asked = partWords(snapshot);
  const part = asked === undefined ? '' : ` (${asked})`;
  return {
    text: `$(${icon}) ${first.title}${part}${state}${snapshot.cancelling ? ', cancelling' : ''}`,
    tooltip: [`${first.title}${part}: ${runWords(snapshot)}`, snapshot.reason].filter(Boolean).join('\n'),
  };
}
