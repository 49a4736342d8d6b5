import { formatDuration } from '../../flow/duration.ts';
import type { NodeRunView } from '../../messages/run.ts';
import { Icon } from '../elements/Icon.tsx';
import { sentence } from '../elements/sentence.ts';
import { Elapsed } from '../run/Elapsed.tsx';
import { NODE_STATUS } from '../run/nodeStatus.ts';

/** Icon and duration of a node in the run on show. `pinned`: the node is pinned now, and its card says so. */
export function StatusBadge({ run, pinned }: { run: NodeRunView; pinned: boolean }) {
  if (run.part?.role === 'pinned' && pinned) return null;
  if (run.part) return <PartBadge run={run} part={run.part} />;
  const look = NODE_STATUS[run.state];
  const attempt = run.attempt > 1 ? `, attempt ${run.attempt}` : '';
  return (
    <span className="status-badge" data-state={run.state} title={`${look.label}${attempt}`}>
      <Duration run={run} />
      <Icon name={look.icon} spin={look.spin ?? false} />
    </span>
  );
}

/**
 * The badge of a node that does not run in the run on show, without colour: colour is for what this run did. One that is
 * left out keeps the badge of the latest run that it ran in, as VS Code's Testing
 * view does with tests that were not run again: what is known of it is still true, and its outputs can be looked at.
 */
function PartBadge({ run, part }: { run: NodeRunView; part: NonNullable<NodeRunView['part']> }) {
  if (part.runId === undefined) return null;
  const icon = part.role === 'left-out' ? NODE_STATUS[run.state].icon : 'archive';
  return (
    <span className="status-badge" data-part={part.role} title={sentence(part.words)}>
      <Icon name={icon} />
    </span>
  );
}

function Duration({ run: { state, startedMs, durationMs } }: { run: NodeRunView }) {
  if (state === 'running') return <Elapsed startedMs={startedMs} />;
  // What never ran took no time; saying so would be noise.
  if (state === 'skipped' || durationMs === undefined) return null;
  return <span className="elapsed">{formatDuration(durationMs)}</span>;
}
