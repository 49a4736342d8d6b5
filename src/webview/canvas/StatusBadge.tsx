import { formatDuration } from '../../flow/duration.ts';
import type { NodeRunView } from '../../messages/run.ts';
import { Icon } from '../elements/Icon.tsx';
import { Elapsed } from '../run/Elapsed.tsx';
import { NODE_STATUS } from '../run/nodeStatus.ts';

/** Icon and duration of a node in the run on show. */
export function StatusBadge({ run }: { run: NodeRunView }) {
  const look = NODE_STATUS[run.state];
  const attempt = run.attempt > 1 ? `, attempt ${run.attempt}` : '';
  return (
    <span className="status-badge" data-state={run.state} title={`${look.label}${attempt}`}>
      <Duration run={run} />
      <Icon name={look.icon} spin={look.spin ?? false} />
    </span>
  );
}

function Duration({ run: { state, startedMs, durationMs } }: { run: NodeRunView }) {
  if (state === 'running') return <Elapsed startedMs={startedMs} />;
  // What never ran took no time; saying so would be noise.
  if (state === 'skipped' || durationMs === undefined) return null;
  return <span className="elapsed">{formatDuration(durationMs)}</span>;
}
