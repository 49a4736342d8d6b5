import { formatDuration } from '../../flow/duration.ts';
import type { NodeRunView, RunView } from '../../messages/run.ts';
import { Icon } from '../elements/Icon.tsx';
import { useCanvasModel, useCanvasState } from '../store/canvasStore.ts';
import { revealNode } from '../store/selectionActions.ts';
import { Elapsed } from './Elapsed.tsx';
import { endedBadly, hasEnded, RUN_STATUS } from './nodeStatus.ts';

/** State, count and duration of the run on show; a click leads to what failed. */
export function RunPill() {
  const model = useCanvasModel();
  const run = useCanvasState((state) => state.run);
  if (!run) return null;
  const look = RUN_STATUS[run.state];
  const failed = run.nodes.find((node) => endedBadly(node.state));
  const title = [runLabel(run), run.reason, failed && `Click to go to ${failed.id}`].filter(Boolean).join('. ');
  return (
    <button
      type="button"
      className="run-pill"
      data-state={run.state}
      title={title}
      aria-label={`${runLabel(run)}, ${countText(run)}${failed ? `, failed at ${failed.id}` : ''}`}
      onClick={() => failed && revealNode(model, failed.id)}
    >
      <Icon name={look.icon} spin={look.spin ?? false} />
      <span>{countText(run)}</span>
      <span className="run-pill-time">
        {run.durationMs === undefined ? <Elapsed startedMs={run.startedMs} /> : formatDuration(run.durationMs)}
      </span>
    </button>
  );
}

/** How much of a run is done, such as `12 of 14`, and what went wrong, such as `1 failed`. */
export function countText(run: RunView): string {
  const bad = run.nodes.filter((node) => endedBadly(node.state)).length;
  const done = `${endedNodes(run.nodes)} of ${run.totalNodes}`;
  if (bad === 0) return done;
  return run.durationMs === undefined ? `${done}, ${bad} failed` : `${bad} failed`;
}

/** State of a run in a word or two. */
export function runLabel(run: RunView): string {
  return run.cancelling && run.durationMs === undefined ? 'Cancelling' : RUN_STATUS[run.state].label;
}

function endedNodes(nodes: readonly NodeRunView[]): number {
  return nodes.filter((node) => hasEnded(node.state)).length;
}
