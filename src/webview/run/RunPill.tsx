import { formatDuration } from '../../flow/duration.ts';
import { selectionWords } from '../../flow/run/selection.ts';
import type { NodeRunView, RunView } from '../../messages/run.ts';
import { Icon } from '../elements/Icon.tsx';
import type { Graph } from '../graph/buildGraph.ts';
import { useCanvasModel, useCanvasState } from '../store/canvasStore.ts';
import { revealNode } from '../store/selectionActions.ts';
import { Elapsed } from './Elapsed.tsx';
import { endedBadly, hasEnded, RUN_STATUS } from './nodeStatus.ts';

/** State, count and duration of the run on show; a click leads to what failed. */
export function RunPill() {
  const model = useCanvasModel();
  const run = useCanvasState((state) => state.run);
  const graph = useCanvasState((state) => state.graph);
  if (!run) return null;
  const asked = askedText(run, graph);
  const look = RUN_STATUS[run.state];
  const failed = run.nodes.find((node) => hasFailed(node));
  const title = [
    runLabel(run),
    asked && `Ran ${asked}`,
    run.reason,
    run.processes,
    failed && `Click to go to ${failed.id}`,
  ]
    .flatMap((part) => part?.replace(/\.$/, '') || [])
    .join('. ');
  return (
    <button
      type="button"
      className="run-pill"
      data-state={run.state}
      title={title}
      aria-label={`${runLabel(run)}, ${asked ? `${asked}, ` : ''}${countText(run)}${failed ? `, failed at ${failed.id}` : ''}`}
      onClick={() => failed && revealNode(model, failed.id)}
    >
      <Icon name={look.icon} spin={look.spin ?? false} />
      {asked && <span className="run-pill-asked">{asked}</span>}
      <span className="run-pill-text">{pillText(run)}</span>
      <span className="run-pill-time">
        {run.durationMs === undefined ? <Elapsed startedMs={run.startedMs} /> : formatDuration(run.durationMs)}
      </span>
    </button>
  );
}

/** What the pill says: how far the run is, or that it is being ended or was. */
function pillText(run: RunView): string {
  const isCountTelling = !run.cancelling && (run.state === 'running' || run.state === 'succeeded' || anyFailed(run));
  return isCountTelling ? countText(run) : runLabel(run);
}

/** The part of the flow that a run is about, with the node's name as its card shows it; undefined for all of it. */
export function askedText({ asked }: RunView, graph: Graph | undefined): string | undefined {
  if (!asked || !('node' in asked)) return asked && selectionWords(asked);
  return selectionWords({ ...asked, node: graph?.cards.get(asked.node)?.title ?? asked.node });
}

/** How much of a run is done, such as `12 of 14`, and what went wrong, such as `1 failed`. */
export function countText(run: RunView): string {
  const isOver = run.durationMs !== undefined;
  const own = run.nodes.filter(({ part }) => !part);
  const done = own.filter(({ state }) => (isOver ? WELL_ENDED.has(state) : hasEnded(state))).length;
  const bad = own.filter(hasFailed).length;
  const count = `${done} of ${run.totalNodes}`;
  if (bad === 0) return count;
  return isOver ? `${bad} failed` : `${count}, ${bad} failed`;
}

/** What was cancelled or skipped is over, but not done. */
const WELL_ENDED: ReadonlySet<string> = new Set<NodeRunView['state']>(['succeeded', 'cached']);

function anyFailed(run: RunView): boolean {
  return run.nodes.some(hasFailed);
}

/** What is shown of nodes that do not run in this run is of another. */
function hasFailed({ state, part }: NodeRunView): boolean {
  return !part && endedBadly(state);
}

/** State of a run in a word or two. */
export function runLabel(run: RunView): string {
  return run.cancelling && run.durationMs === undefined ? 'Cancelling' : RUN_STATUS[run.state].label;
}
