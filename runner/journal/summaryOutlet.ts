import type { ExecutionEvent, PortValue } from '../../proto/messages.ts';
import type { RunState } from '../../src/flow/run/snapshot.ts';
import { runState } from '../../src/flow/run/status.ts';
import type { EventOutlet } from '../engine/eventStream.ts';
import type { RunSummary } from './runSummary.ts';

/** Gathers from a run's events what its summary says. */
export class SummaryOutlet implements EventOutlet {
  #started: Pick<RunSummary, 'runId' | 'flowName' | 'flowSource' | 'startedMs' | 'nodes'> | undefined;
  #ended: { readonly state: RunState; readonly reason: string; readonly durationMs: number } | undefined;
  #journalBytes = 0;
  #storedBytes = 0;

  deliver(event: ExecutionEvent, payload: Uint8Array): void {
    this.#journalBytes += payload.length;
    const { nodeOutput, runStarted, runFinished } = event;
    if (nodeOutput) this.#storedBytes += storedBytes(nodeOutput.value);
    else if (runFinished) {
      const { status, reason, durationMs } = runFinished;
      this.#ended = { state: runState(status), reason: reason ?? '', durationMs: durationMs ?? 0 };
    } else if (runStarted) {
      const { flowName, flowSource, nodeIds } = runStarted;
      this.#started = {
        runId: event.runId ?? '',
        flowName: flowName ?? '',
        flowSource: flowSource ?? '',
        startedMs: event.timeMs ?? 0,
        nodes: nodeIds?.length ?? 0,
      };
    }
  }

  flush(): void {}

  ready(): undefined {
    return undefined;
  }

  /** The summary, once the run has ended; `logBytes` is what its logs hold. */
  summary(logBytes: number): RunSummary | undefined {
    if (!this.#started || !this.#ended) return undefined;
    const ownBytes = this.#journalBytes + logBytes;
    return { ...this.#started, ...this.#ended, ownBytes, storedBytes: this.#storedBytes };
  }
}

function storedBytes(value: PortValue | null | undefined): number {
  return value?.reference?.size ?? 0;
}
