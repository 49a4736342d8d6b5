import { formatDuration } from '../../flow/duration.ts';
import { prose } from '../../flow/prose.ts';
import type { NodeSnapshot, RunFailure } from '../../flow/run/snapshot.ts';
import type { NodePartView, NodeRunView } from '../../messages/run.ts';
import { Icon } from '../elements/Icon.tsx';
import { IconButton } from '../elements/IconButton.tsx';
import { sentence } from '../elements/sentence.ts';
import { Elapsed } from '../run/Elapsed.tsx';
import { NODE_STATUS } from '../run/nodeStatus.ts';
import { useCanvasModel, useCanvasState } from '../store/canvasStore.ts';
import { LogTail } from './LogTail.tsx';
import { OutputView } from './OutputView.tsx';
import { Section } from './Section.tsx';
import { ShowRun } from './ShowRun.tsx';

/** How a node fared in the run on show. It stands above the settings: after a failure it is what people look for. */
export function LastRun({ node }: { node: string }) {
  const run = useCanvasState((state) => state.runNodes.get(node));
  const snapshot = useDetail(node)?.node;
  if (!run) return null;
  if (run.part && run.part.role !== 'left-out') return <KeptResult node={node} part={run.part} />;
  const known = !run.part || run.part.runId !== undefined;
  return (
    <Section title="Last Run" note={run.part ? 'not part of it' : NODE_STATUS[run.state].label}>
      {run.part && <Origin node={node} part={run.part} />}
      {known && <StatusLine run={run} />}
      {snapshot?.failure ? <FailureBox failure={snapshot.failure} /> : <PlainFailure run={run} />}
      {snapshot?.command !== undefined && <CommandLine command={snapshot.command} />}
    </Section>
  );
}

/** What is said of a node that takes part without running; a pinned one says it above all else. */
function KeptResult({ node, part }: { node: string; part: NodePartView }) {
  const pinned = useCanvasState((state) => state.pins.has(node));
  if (pinned && part.role === 'pinned') return null;
  return (
    <Section title="Last Run" note={part.role}>
      <Origin node={node} part={part} />
    </Section>
  );
}

/** Where a result comes from that is not of the run on show. */
function Origin({ node, part: { words, runId } }: { node: string; part: NodePartView }) {
  return (
    <p className="origin">
      {sentence(words)}
      {runId !== undefined && <ShowRun node={node} runId={runId} />}
    </p>
  );
}

/** What a node gave in the run on show, and what it wrote. */
export function RunResults({ node }: { node: string }) {
  const model = useCanvasModel();
  const detail = useDetail(node);
  if (!detail) return null;
  const { runId, node: snapshot } = detail;
  const openLog = () => model.host.post({ type: 'openNodeLog', runId, node });
  return (
    <>
      {snapshot.outputs.length > 0 && (
        <Section title="Outputs" note={String(snapshot.outputs.length)}>
          {snapshot.outputs.map((output) => (
            <OutputView key={`${runId} ${output.port}`} runId={runId} node={node} output={output} />
          ))}
        </Section>
      )}
      {hasLog(snapshot) && (
        <Section title="Log" actions={<IconButton icon="go-to-file" label="Open Log" onClick={openLog} />}>
          <LogTail lines={snapshot.logTail} droppedBytes={snapshot.droppedLogBytes} />
        </Section>
      )}
    </>
  );
}

/** The newest detail, if it is about this node: it arrives a moment after another node was selected. */
function useDetail(node: string) {
  return useCanvasState((state) => (state.detail?.node.id === node ? state.detail : null));
}

function hasLog({ logTail, droppedLogBytes }: NodeSnapshot): boolean {
  return logTail.length > 0 || droppedLogBytes > 0;
}

function StatusLine({ run }: { run: NodeRunView }) {
  const look = NODE_STATUS[run.state];
  return (
    <div className="status-line status-badge" data-state={run.state}>
      <Icon name={look.icon} spin={look.spin ?? false} />
      <span className="status-label">{look.label}</span>
      {run.state === 'running' && <Elapsed startedMs={run.startedMs} />}
      {run.durationMs !== undefined && run.state !== 'skipped' && (
        <span className="elapsed">{formatDuration(run.durationMs)}</span>
      )}
      {run.attempt > 1 && <span>attempt {run.attempt}</span>}
    </div>
  );
}

function PlainFailure({ run }: { run: NodeRunView }) {
  const text = run.failure ?? run.reason;
  if (text === undefined) return null;
  const shown = prose(text);
  return run.failure === undefined ? <p className="muted">{shown}</p> : <div className="failure">{shown}</div>;
}

function FailureBox({ failure }: { failure: RunFailure }) {
  return (
    <div className="failure">
      <div>{prose(failure.message)}</div>
      {failure.detail && <pre className="failure-detail">{failure.detail}</pre>}
    </div>
  );
}

function CommandLine({ command }: { command: string }) {
  const model = useCanvasModel();
  return (
    <div className="command-line">
      <code title={command}>{command}</code>
      <IconButton
        icon="copy"
        label="Copy Command"
        onClick={() => model.host.post({ type: 'copyText', text: command })}
      />
    </div>
  );
}
