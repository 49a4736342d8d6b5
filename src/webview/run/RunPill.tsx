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
  const title = [look.label, run.reason, failed && `Click to go to ${failed.id}`].filter(Boolean).join('. ');
  return (
    <button
      type="button"
      className="run-pill"
      data-state={run.state}
      title={title}
      aria-label={`${look.label}, ${countText(run)}${failed ? `, failed at ${failed.id}` : ''}`}
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

/** How much of a run is done, such as `12 of 14`, or what went wrong in it, such as `1 failed`. */
export function countText(run: RunView): string {
  const bad = run.nodes.filter((node) => endedBadly(node.state)).length;
  if (bad > 0) return `${bad} failed`;
  return `${endedNodes(run.nodes)} of ${run.totalNodes}`;
}

function endedNodes(nodes: readonly NodeRunView[]): number {
  return nodes.filter((node) => hasEnded(node.state)).length;
}
