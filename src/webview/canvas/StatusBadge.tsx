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
      {run.state === 'running' ? <Elapsed startedMs={run.startedMs} /> : <Duration ms={run.durationMs} />}
      <Icon name={look.icon} spin={look.spin ?? false} />
    </span>
  );
}

function Duration({ ms }: { ms: number | undefined }) {
  return ms === undefined ? null : <span className="elapsed">{formatDuration(ms)}</span>;
}
