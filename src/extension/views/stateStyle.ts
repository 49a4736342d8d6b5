import type { NodeSnapshot, NodeState, RunState } from '../../flow/run/snapshot.ts';

/** How a state looks everywhere on the host's side: one look per state, in the theme's colours. */
export interface StateStyle {
  /** For people, as in “3 of 5 succeeded”. */
  readonly word: string;
  /** Name of a codicon. */
  readonly icon: string;
  /** Id of a theme colour; absent for what needs no attention. */
  readonly color?: string;
  /** One character, for places that take text only. */
  readonly mark: string;
  /** Name of the gutter's icon file, without colour theme or extension. */
  readonly gutter?: 'running' | 'succeeded' | 'failed' | 'cancelled' | 'skipped';
}

const RUNNING = { icon: 'loading~spin', color: 'charts.blue', mark: '▶', gutter: 'running' } as const;
const PASSED = { icon: 'pass', color: 'testing.iconPassed', mark: '✓', gutter: 'succeeded' } as const;
const BROKEN = { icon: 'error', color: 'testing.iconFailed', mark: '✗', gutter: 'failed' } as const;
const WAITING = { icon: 'circle-outline', color: 'testing.iconQueued', mark: '○' } as const;

/** The look of each state of a node or a run. */
export const STATE_STYLES: { readonly [State in NodeState | RunState]: StateStyle } = {
  pending: { word: 'waiting', ...WAITING },
  ready: { word: 'ready', ...WAITING },
  running: { word: 'running', ...RUNNING },
  succeeded: { word: 'succeeded', ...PASSED },
  cached: { ...PASSED, word: 'from the cache', icon: 'archive' },
  failed: { word: 'failed', ...BROKEN },
  crashed: { ...BROKEN, word: 'crashed', icon: 'bug' },
  'timed-out': { ...BROKEN, word: 'timed out', icon: 'watch' },
  cancelled: { word: 'cancelled', icon: 'circle-slash', color: 'testing.iconSkipped', mark: '⊘', gutter: 'cancelled' },
  skipped: { word: 'skipped', icon: 'debug-step-over', color: 'testing.iconSkipped', mark: '→', gutter: 'skipped' },
};

const PINNED: StateStyle = { word: 'pinned', icon: 'pinned', mark: '=' };
const KEPT: StateStyle = { word: 'kept', icon: 'archive', mark: '=' };
const LEFT_OUT: StateStyle = { word: 'left out', icon: 'dash', mark: '-' };

/** The look of a node in a run. One that does not run in it has no colour: colour is for what the run did. */
export function nodeStyle(node: NodeSnapshot | undefined): StateStyle {
  if (node?.kept) return node.kept.pinned ? PINNED : KEPT;
  return node?.leftOut ? LEFT_OUT : STATE_STYLES[node?.state ?? 'pending'];
}
