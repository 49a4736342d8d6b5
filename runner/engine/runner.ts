import { statSync } from 'node:fs';
import { millrace } from '../../proto/generated/execution.js';
import type { ExecutionRequest } from '../../proto/messages.ts';
import type { ExecutorDependencies } from '../executors/createExecutors.ts';
import type { Executor } from '../executors/executor.ts';
import type { FlowPlace } from '../history/earlierRuns.ts';
import { keepRequest } from '../history/requestRecord.ts';
import { earlierDurations, keepDurations } from '../journal/durationsFile.ts';
import { DurationsOutlet } from '../journal/durationsOutlet.ts';
import { JournalWriter } from '../journal/journalWriter.ts';
import { removeOldState } from '../journal/removeOldState.ts';
import { journalPathOf, makeRunFolder } from '../journal/runFolder.ts';
import { releaseLease, takeLease } from '../journal/runLease.ts';
import { writeSummary } from '../journal/runSummary.ts';
import { SummaryOutlet } from '../journal/summaryOutlet.ts';
import { RunLogs } from '../logs/runLogs.ts';
import { renewKept } from '../partial/storedContent.ts';
import { mayHavePins, pinnedDigests } from '../pins/pinsFile.ts';
import type { ProcessKeeper } from '../processes/processKeeper.ts';
import { ContentStore, storeFolderOf } from '../store/contentStore.ts';
import { privateFolderOf, removeAbandonedFolders, removePrivateFolder } from '../store/privateFolder.ts';
import { ValueKeeper } from '../values/valueKeeper.ts';
import { checkRequest, stateFolderOf } from './checkRequest.ts';
import type { Clock } from './clock.ts';
import { Driver, type RunTally } from './driver.ts';
import { type EventOutlet, EventStream } from './eventStream.ts';
import { type Checked, FailureCode, internalFailure, refuse } from './failures.ts';
import { RUNS_AT_ONCE, type RunLimits } from './limits.ts';
import type { FinalRunState } from './planTypes.ts';
import { OutwardValues } from './portValue.ts';
import type { PreparedRun } from './preparedRun.ts';
import { makeRunId } from './runId.ts';

/** Where the content of a run's values is kept. */
export type RunStores = Pick<ExecutorDependencies, 'store' | 'privateStore'>;

/** What every run of one runner process shares. */
export interface RunnerParts {
  /** Version of the runner. */
  readonly build: string;
  readonly clock: Clock;
  readonly processes: ProcessKeeper;
  /** Every kind that this runner can run. */
  readonly kinds: ReadonlySet<string>;
  /** The executors for one run. */
  readonly executors: (stores: RunStores, limits: RunLimits) => readonly Executor[];
}

/** A run under way. */
export interface RunHandle {
  readonly runId: string;
  readonly flowName: string;
  readonly startedMs: number;
  /** Resolves after the last event has been sent and everything of the run has ended; never rejects. */
  readonly ended: Promise<FinalRunState>;
  cancel(reason: string): void;
  /** Ends the run's processes without grace. */
  kill(): void;
  tally(): RunTally;
}

/** Starts runs and knows those under way. */
export class Runner {
  readonly parts: RunnerParts;
  readonly #runs = new Map<string, RunHandle>();
  /** What is left of runs that have said their last event: the words that they leave on disk. */
  readonly #unsettled = new Set<Promise<unknown>>();
  /** Runs that are being prepared and have not begun, by id, with why they are to be cancelled once they have. */
  readonly #preparing = new Map<string, string | undefined>();
  #closed = false;

  constructor(parts: RunnerParts) {
    this.parts = parts;
  }

  /** Runs under way, oldest first. */
  get runs(): readonly RunHandle[] {
    return [...this.#runs.values()];
  }

  /** Whether a run of that id is under way or about to begin. */
  has(runId: string): boolean {
    return this.#runs.has(runId) || this.#preparing.has(runId);
  }

  /** Resolves when every run begun so far has ended and left on disk what it leaves there. */
  async settled(): Promise<void> {
    await Promise.all(this.#unsettled);
  }

  /**
   * Checks a request and makes everything for its run; the run itself begins with `begin`, so that the caller can tell
   * its readers the id before the first event. At once for a whole run; a part of a flow has to look at earlier runs.
   */
  prepare(request: ExecutionRequest, outlet: EventOutlet): Checked<ReadyRun> | Promise<Checked<ReadyRun>> {
    if (this.#runs.size + this.#preparing.size >= RUNS_AT_ONCE) {
      const message = `${RUNS_AT_ONCE} runs are under way, which is the limit. Wait for one to end, or cancel one.`;
      return refuse(FailureCode.FAILURE_CODE_LIMIT_REACHED, message);
    }
    const runId = request.runId || makeRunId(this.parts.clock.now());
    if (request.selection || mayHavePins(placeOf(request))) return this.#preparePart(request, runId, outlet);
    return this.#ready(request, this.#check(request, runId), outlet);
  }

  /** Ends a run early, also one that is about to begin. */
  cancel(runId: string, reason: string): void {
    this.#runs.get(runId)?.cancel(reason);
    if (this.#preparing.has(runId)) this.#preparing.set(runId, reason);
  }

  /** From now on no run begins. */
  close(): void {
    this.#closed = true;
  }

  #check(request: ExecutionRequest, runId: string): Checked<PreparedRun> {
    const checked = checkRequest(request, runId, this.parts.kinds, earlierDurations);
    if (!checked.ok || isFolder(checked.value.workingFolder)) return checked;
    return refuseWorkingFolder(checked.value.workingFolder);
  }

  async #preparePart(request: ExecutionRequest, runId: string, outlet: EventOutlet): Promise<Checked<ReadyRun>> {
    if (this.#preparing.has(runId)) return refuseUsedId(runId);
    this.#preparing.set(runId, undefined);
    try {
      const { preparePart } = await import('../partial/preparePart.ts');
      const place = placeOf(request);
      const run = await preparePart(request, {
        place,
        store: new ContentStore(storeFolderOf(place.stateFolder)),
        nowMs: this.parts.clock.now(),
        check: (changed) => this.#check(changed, runId),
      });
      if (this.#closed) return refuse(FailureCode.FAILURE_CODE_CANCELLED, 'The runner is ending.');
      const ready = this.#ready(request, run, outlet);
      const reason = this.#preparing.get(runId);
      if (reason !== undefined && ready.ok) return { ok: true, value: cancelledAtOnce(ready.value, reason) };
      return ready;
    } catch (fault) {
      return { ok: false, failure: internalFailure('while it looked at earlier runs', fault) };
    } finally {
      this.#preparing.delete(runId);
    }
  }

  #ready(request: ExecutionRequest, checked: Checked<PreparedRun>, outlet: EventOutlet): Checked<ReadyRun> {
    if (!checked.ok) return checked;
    const run = checked.value;
    try {
      const parts = this.#assemble(run, outlet);
      return { ok: true, value: { runId: run.runId, begin: () => this.#begin(request, run, parts) } };
    } catch (fault) {
      return refuseStateFolder(run, fault);
    }
  }

  /** @throws when the run's folder cannot be written */
  #assemble(run: PreparedRun, outlet: EventOutlet): RunParts {
    const { clock, build, processes } = this.parts;
    const runFolder = makeRunFolder(run.stateFolder, run.runId);
    takeLease(runFolder);
    const severity = millrace.v1.Severity.SEVERITY_WARNING;
    const warn = (fault: Error) => events.emit({ diagnostic: { severity, message: fault.message } });
    const journal = new JournalWriter(journalPathOf(runFolder), warn);
    const durations = new DurationsOutlet();
    const summary = new SummaryOutlet();
    const events: EventStream = new EventStream(run.runId, clock, [journal, outlet, durations, summary]);
    const { redactor, tainted } = run;
    const bytesPerSecond = run.limits.logBytesPerSecond;
    const logs = new RunLogs(runFolder, { redactor, events, clock, bytesPerSecond, failed: warn });
    const privateFolder = privateFolderOf(run.stateFolder, run.runId);
    const { previewBytes, inlineValueBytes } = run.limits;
    const store = new ContentStore(storeFolderOf(run.stateFolder), { previewBytes });
    const privateStore = new ContentStore(privateFolder, { previewBytes, isPrivate: true });
    const executors = this.parts.executors({ store, privateStore }, run.limits);
    const byKind = executors.flatMap((executor) => executor.kinds.map((kind) => [kind, executor] as const));
    const driver = new Driver({
      run,
      build,
      runFolder,
      executors: new Map(byKind),
      values: new ValueKeeper(store, inlineValueBytes),
      privateValues: new ValueKeeper(privateStore, inlineValueBytes),
      events,
      logs,
      redactor,
      outward: new OutwardValues(tainted, redactor, store),
      clock,
      endProcesses: (graceMs) => processes.endRun(run.runId, graceMs),
      removePrivate: async () => {
        if (tainted.size > 0) await removePrivateFolder(privateFolder);
        await removeAbandonedFolders(run.stateFolder);
      },
    });
    const conclude = () => {
      const ended = summary.summary(logs.bytes);
      if (ended) writeSummary(runFolder, ended);
      releaseLease(runFolder);
    };
    return { runFolder, store, driver, journal, durations, executors, conclude };
  }

  #begin(request: ExecutionRequest, run: PreparedRun, parts: RunParts): RunHandle {
    const { runFolder, store, driver, journal, durations, executors, conclude } = parts;
    const ended = driver.start();
    // After the first event, which people wait for. Who cannot go on from this run some day is told so then.
    const kept = Promise.allSettled([keepRequest(runFolder, request, run), renewKept(run.part, store)]);
    const handle: RunHandle = {
      runId: run.runId,
      flowName: run.flowName,
      startedMs: this.parts.clock.now(),
      ended: ended.then(async (state) => {
        journal.close();
        await kept;
        quietly(conclude);
        this.#runs.delete(run.runId);
        await Promise.allSettled(executors.map((executor) => executor.shutdown()));
        // What cannot be remembered costs the next run its good order, and nothing more.
        await keepDurations(run.stateFolder, run.flowSource, durations.measured).catch(() => undefined);
        // What is old and cannot be removed is no reason to say anything of this run.
        const { keptRuns: runs, keptBytes: bytes } = run.limits;
        await removeOldState(run.stateFolder, { runs, bytes }, () => pinnedDigests(run.stateFolder)).catch(
          () => undefined,
        );
        return state;
      }),
      cancel: (reason) => driver.cancel(reason),
      kill: () => driver.kill(),
      tally: () => driver.tally(),
    };
    this.#runs.set(run.runId, handle);
    this.#unsettled.add(handle.ended);
    void handle.ended.then(() => this.#unsettled.delete(handle.ended));
    return handle;
  }
}

/** A run that has been checked and can begin. */
export interface ReadyRun {
  readonly runId: string;
  /** To be called once. */
  readonly begin: () => RunHandle;
}

/** What is made for one run. */
interface RunParts {
  readonly runFolder: string;
  readonly store: ContentStore;
  readonly driver: Driver;
  readonly journal: JournalWriter;
  readonly durations: DurationsOutlet;
  readonly executors: readonly Executor[];
  /** Leaves on disk what the run came to, and that nobody works on it any more. */
  readonly conclude: () => void;
}

/** What cannot be written costs the history its words, and the run nothing. */
function quietly(action: () => void): void {
  try {
    action();
  } catch {
    // A journal without an end tells the same.
  }
}

function cancelledAtOnce({ runId, begin }: ReadyRun, reason: string): ReadyRun {
  const beginAndCancel = () => {
    const run = begin();
    run.cancel(reason);
    return run;
  };
  return { runId, begin: beginAndCancel };
}

function placeOf(request: ExecutionRequest): FlowPlace {
  return { stateFolder: stateFolderOf(request), flowSource: request.flowSource ?? '' };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function refuseWorkingFolder(folder: string): ReturnType<typeof refuse> {
  const message = `The working folder ${folder} does not exist or is no folder.`;
  return refuse(FailureCode.FAILURE_CODE_INVALID_GRAPH, message, 'working_folder');
}

function refuseUsedId(runId: string): ReturnType<typeof refuse> {
  const message = `The run id ${runId} was used before. Give every run an id of its own, or none.`;
  return refuse(FailureCode.FAILURE_CODE_INVALID_GRAPH, message, 'run_id');
}

function refuseStateFolder(run: PreparedRun, fault: unknown): ReturnType<typeof refuse> {
  if (fault instanceof Error && 'code' in fault && fault.code === 'EEXIST') {
    return refuseUsedId(run.runId);
  }
  const message = fault instanceof Error ? fault.message : String(fault);
  return refuse(
    FailureCode.FAILURE_CODE_INVALID_GRAPH,
    `Nothing can be written to the state folder ${run.stateFolder}: ${message}`,
    'state_folder',
  );
}
