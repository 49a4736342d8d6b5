import { availableParallelism } from 'node:os';
import { FRAME_LIMIT_BYTES } from '../../proto/framing.ts';
import {
  type ClientMessage,
  type ExecutionRequest,
  type Failure,
  type PinRequest,
  type PinsReply,
  PROTOCOL_VERSION,
  type RunnerMessage,
} from '../../proto/messages.ts';
import { runStatusNumber } from '../../src/flow/run/status.ts';
import { type Checked, FailureCode, failure, internalFailure, refuse } from '../engine/failures.ts';
import { DEFAULT_LIMITS } from '../engine/limits.ts';
import type { ReadyRun, Runner } from '../engine/runner.ts';
import type { Codec } from './codec.ts';
import { answerAboutHistory } from './historyRequests.ts';
import type { PipeWriter } from './pipeWriter.ts';
import { WireOutlet } from './wireOutlet.ts';

/** What a session works with. */
export interface SessionOptions {
  readonly runner: Runner;
  readonly codec: Codec;
  readonly writer: PipeWriter;
  /** Called when the talk cannot go on or the client has asked for its end. */
  readonly finish: (how: 'shutdown' | 'fault', reason: string) => void;
}

/** The runner's side of a talk with one client that starts many runs on one pipe. */
export class Session {
  readonly #options: SessionOptions;
  #greeted = false;
  #closed = false;
  #goneReason = '';

  constructor(options: SessionOptions) {
    this.#options = options;
    const hello = { protocolVersion: PROTOCOL_VERSION, build: options.runner.parts.build, processId: process.pid };
    this.#send({ hello });
  }

  /** Why runs are cancelled when the client goes away, in its own words; empty when it said none. */
  get goneReason(): string {
    return this.#goneReason;
  }

  /** Takes bytes from the client. */
  push(chunk: Uint8Array): void {
    if (this.#closed) return;
    try {
      this.#options.codec.pushMessages(chunk, (message) => this.#receive(message));
    } catch (fault) {
      this.#fail(
        0,
        failure(FailureCode.FAILURE_CODE_UNSPECIFIED, fault instanceof Error ? fault.message : String(fault)),
      );
    }
  }

  #receive(message: ClientMessage): void {
    if (this.#closed) return;
    const requestId = message.requestId ?? 0;
    if (!this.#greeted) return this.#greet(requestId, message);
    try {
      this.#serve(requestId, message);
    } catch (fault) {
      this.#send({ requestId, failure: internalFailure(`in request ${requestId}`, fault) });
    }
  }

  /** Version first: nothing is done for a client that would misread the answers. */
  #greet(requestId: number, message: ClientMessage): void {
    const theirs = message.hello;
    if (!theirs) {
      const what = 'The first message must be a hello with the protocol version and the build.';
      return this.#fail(requestId, failure(FailureCode.FAILURE_CODE_UNSUPPORTED, what));
    }
    if (theirs.protocolVersion !== PROTOCOL_VERSION) {
      const what =
        `This runner (build ${this.#options.runner.parts.build}) speaks protocol ${PROTOCOL_VERSION}, the client (build ` +
        `${theirs.build || 'unknown'}) speaks protocol ${theirs.protocolVersion ?? 0}. Install the same version of both.`;
      return this.#fail(requestId, failure(FailureCode.FAILURE_CODE_UNSUPPORTED, what));
    }
    this.#greeted = true;
    this.#goneReason = theirs.goneReason ?? '';
  }

  #serve(requestId: number, message: ClientMessage): void {
    if (requestId === 0) {
      return this.#fail(0, failure(FailureCode.FAILURE_CODE_UNSPECIFIED, 'A request has the number 0. Count from 1.'));
    }
    if (message.execute) return this.#execute(requestId, message.execute);
    if (message.cancel) return this.#cancel(requestId, message.cancel.runId ?? '', message.cancel.reason ?? '');
    if (message.status) return this.#status(requestId);
    if (message.ping) return this.#send({ requestId, pong: { nonce: message.ping.nonce ?? 0 } });
    if (message.capabilities) return this.#capabilities(requestId);
    if (message.pin) return this.#pins(requestId, 'pin', message.pin);
    if (message.pins) return this.#pins(requestId, 'pins', message.pins);
    if (message.shutdown) return this.#shutdown(requestId, message.shutdown.reason ?? '');
    const later = answerAboutHistory(message);
    if (later) return void this.#answer(requestId, later);
    const what = 'This runner does not know what is asked for. It may be older than the client.';
    this.#send({ requestId, failure: failure(FailureCode.FAILURE_CODE_UNSUPPORTED, what) });
  }

  /** Pins are rare: what serves them is loaded when it is first asked for. */
  async #servePins(what: 'pin' | 'pins', request: PinRequest): Promise<Checked<PinsReply>> {
    try {
      const { servePin, servePins } = await import('../pins/pinMessages.ts');
      return await (what === 'pin' ? servePin(request) : servePins(request));
    } catch (fault) {
      const message = `The pins cannot be read or written: ${fault instanceof Error ? fault.message : String(fault)}`;
      return refuse(FailureCode.FAILURE_CODE_NOT_POSSIBLE, message);
    }
  }

  #pins(requestId: number, what: 'pin' | 'pins', request: PinRequest): void {
    void this.#servePins(what, request).then((served) => {
      this.#send(served.ok ? { requestId, pins: served.value } : { requestId, failure: served.failure });
    });
  }

  async #answer(requestId: number, later: Promise<RunnerMessage>): Promise<void> {
    const answer = await later.catch((fault: unknown) => ({
      failure: internalFailure(`in request ${requestId}`, fault),
    }));
    this.#send({ requestId, ...answer });
  }

  #execute(requestId: number, request: ExecutionRequest): void {
    const { runner, codec, writer } = this.#options;
    const outlet = new WireOutlet(writer, (event, payload) => codec.eventMessage(event, payload));
    const prepared = runner.prepare(request, outlet);
    if (prepared instanceof Promise) void prepared.then((ready) => this.#begin(requestId, ready));
    else this.#begin(requestId, prepared);
  }

  #begin(requestId: number, prepared: Checked<ReadyRun>): void {
    if (!prepared.ok) return this.#send({ requestId, failure: prepared.failure });
    this.#send({ requestId, accepted: { runId: prepared.value.runId } });
    prepared.value.begin();
  }

  #cancel(requestId: number, runId: string, reason: string): void {
    const { runner } = this.#options;
    this.#send({ requestId, cancelling: { runId, found: runner.has(runId) } });
    runner.cancel(runId, reason || 'The run was cancelled.');
  }

  #status(requestId: number): void {
    const runs = this.#options.runner.runs.map((run) => {
      const tally = run.tally();
      return {
        runId: run.runId,
        flowName: run.flowName,
        status: runStatusNumber('running'),
        startedMs: run.startedMs,
        runningNodes: tally.running,
        finishedNodes: tally.finished,
        totalNodes: tally.total,
      };
    });
    const uptimeMs = process.uptime() * 1_000;
    this.#send({ requestId, status: { runs, residentBytes: process.memoryUsage.rss(), uptimeMs } });
  }

  #capabilities(requestId: number): void {
    const { parts } = this.#options.runner;
    this.#send({
      requestId,
      capabilities: {
        kinds: [...parts.kinds].sort(),
        protocolVersion: PROTOCOL_VERSION,
        build: parts.build,
        platform: `${process.platform}-${process.arch}`,
        processorCores: availableParallelism(),
        frameLimitBytes: FRAME_LIMIT_BYTES,
        defaultLimits: DEFAULT_LIMITS,
        processTracking: parts.processes.means.tracking,
        withoutLauncher: parts.processes.means.withoutLauncher ?? '',
      },
    });
  }

  #shutdown(requestId: number, reason: string): void {
    this.#send({ requestId, shuttingDown: { cancelledRuns: this.#options.runner.runs.length } });
    this.#closed = true;
    this.#options.finish('shutdown', reason || 'The client shut the runner down.');
  }

  #fail(requestId: number, why: Failure): void {
    this.#send({ requestId, failure: why });
    this.#closed = true;
    this.#options.finish('fault', why.message ?? '');
  }

  #send(message: RunnerMessage): void {
    this.#options.writer.write(this.#options.codec.message(message));
  }
}
