import { prose } from '../../flow/prose.ts';
import type { NodeRunView } from '../../messages/run.ts';
import { endedBadly } from '../run/nodeStatus.ts';

/** States that may need an explanation: why not, or what for it waits. */
const MAY_HAVE_REASON: ReadonlySet<string> = new Set(['ready', 'skipped', 'cancelled']);

/** What a card has to say while its node runs and after it ended other than well. */
export function CardFooter({ run }: { run: NodeRunView }) {
  if (endedBadly(run.state))
    return <Failure text={prose(run.failure ?? run.reason ?? 'It failed without a message.')} />;
  if (run.state === 'running') return <Activity run={run} />;
  if (MAY_HAVE_REASON.has(run.state) && run.reason) return <Reason text={prose(run.reason)} />;
  return null;
}

function Reason({ text }: { text: string }) {
  return (
    <div className="card-footer card-reason" title={text}>
      {text}
    </div>
  );
}

function Failure({ text }: { text: string }) {
  return (
    <div className="card-footer card-failure" title={text}>
      <div className="card-failure-text">{text}</div>
    </div>
  );
}

function Activity({ run }: { run: NodeRunView }) {
  const { progress } = run;
  const line = progress?.message || run.lastLogLine;
  const known = progress !== undefined && progress.total > 0;
  return (
    <div className="card-footer card-activity">
      <div className="card-progress" data-known={known || undefined}>
        <div className="card-progress-bar" style={known ? { width: `${progressPercent(progress)}%` } : undefined} />
      </div>
      <div className="card-log" title={line}>
        {line ?? ' '}
      </div>
    </div>
  );
}

function progressPercent({ current, total }: { readonly current: number; readonly total: number }): number {
  return Math.round(Math.min(1, Math.max(0, current / total)) * 100);
}
