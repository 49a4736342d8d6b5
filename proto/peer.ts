import { deferred } from './deferred.ts';
import { encodeFrame, FrameDecoder } from './framing.ts';
import { millrace } from './generated/execution.js';
import {
  type ClientMessage,
  type ExecutionEvent,
  type ExecutionRequest,
  type HistoryRequest,
  type JournalRequest,
  type PinRequest,
  type PinsRequest,
  PROTOCOL_VERSION,
  type RunnerMessage,
} from './messages.ts';

type Reply<K extends keyof RunnerMessage> = NonNullable<RunnerMessage[K]>;
type ReplyKind =
  | 'accepted'
  | 'cancelling'
  | 'status'
  | 'pong'
  | 'capabilities'
  | 'shuttingDown'
  | 'pins'
  | 'history'
  | 'journal';

/** Why a request to the runner has no answer. */
export class PeerError extends Error {
  override readonly name = 'PeerError';
  /**
   * `closed`: the pipe is gone. `version`: the two sides speak different protocols. `protocol`: the runner sent what no
   * runner sends. `refused`: the runner answered with a failure; its code is in `code`.
   */
  readonly kind: 'closed' | 'version' | 'protocol' | 'refused';
  /** Number of the `FailureCode` when refused. */
  readonly code: number;

  constructor(kind: PeerError['kind'], message: string, code = 0) {
    super(message);
    this.kind = kind;
    this.code = code;
  }
}

/** What the peer asks of its owner. */
export interface PeerOptions {
  /** Version of the program that talks to the runner; told in the hello. */
  readonly build: string;
  /** Why runs that are under way are cancelled when this program goes away, in words; absent: the runner's own. */
  readonly goneReason?: string;
  /** Takes the bytes for the runner's standard input, in order. */
  readonly write: (bytes: Uint8Array) => void;
  /** Called once, when the talk has ended for whatever cause, after everything pending was rejected. */
  readonly closed?: (cause: PeerError) => void;
}

/** Receives a run's events in order, those of one chunk of the pipe at once. */
export type EventListener = (events: readonly ExecutionEvent[]) => void;

interface Pending {
  readonly kind: ReplyKind;
  readonly resolve: (reply: RunnerMessage) => void;
  readonly reject: (cause: PeerError) => void;
}

type PeerState =
  | { readonly at: 'greeting' }
  | { readonly at: 'open'; readonly hello: Reply<'hello'> }
  | { readonly at: 'closed'; readonly cause: PeerError };

/**
 * The client's side of a talk with a `millrace stdio` runner, over any pipe: the owner feeds `push` with what the runner
 * writes and carries what `write` gets. The hello goes out with construction; requests made before the runner's hello
 * are sent at once, since the runner reads them in order.
 */
export class RunnerPeer {
  readonly #options: PeerOptions;
  readonly #decoder = new FrameDecoder();
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Map<string, EventListener>();
  readonly #starting = new Map<number, EventListener>();
  readonly #batches = new Map<string, ExecutionEvent[]>();
  readonly #greeting = deferred<Reply<'hello'>>();
  #state: PeerState = { at: 'greeting' };
  #lastRequest = 0;

  constructor(options: PeerOptions) {
    this.#options = options;
    // Whoever does not ask for the hello must not get an unhandled rejection from it.
    this.#greeting.promise.catch(() => undefined);
    const { build, goneReason = '' } = options;
    this.#write({ hello: { protocolVersion: PROTOCOL_VERSION, build, goneReason } });
  }

  /** The runner's hello; rejects when the versions differ or the pipe closes first. */
  get hello(): Promise<Reply<'hello'>> {
    return this.#greeting.promise;
  }

  /** False once the talk has ended. */
  get open(): boolean {
    return this.#state.at !== 'closed';
  }

  /**
   * Starts a run. The listener gets every event of it, none before this resolves to the run's id is lost, and none
   * after its `runFinished`.
   */
  async execute(request: ExecutionRequest, listener: EventListener): Promise<string> {
    const reply = await this.#request('accepted', { execute: request }, listener);
    return reply.accepted?.runId ?? '';
  }

  /** Asks for a run's end; false when no such run is under way. */
  async cancel(runId: string, reason: string): Promise<boolean> {
    const reply = await this.#request('cancelling', { cancel: { runId, reason } });
    return reply.cancelling?.found ?? false;
  }

  /** What the runner is doing. */
  async status(): Promise<Reply<'status'>> {
    return (await this.#request('status', { status: {} })).status ?? {};
  }

  /** Resolves when the runner has answered, which it does also while runs are under way. */
  async ping(): Promise<void> {
    await this.#request('pong', { ping: { nonce: this.#lastRequest + 1 } });
  }

  /** What the runner can do and its default limits. */
  async capabilities(): Promise<Reply<'capabilities'>> {
    return (await this.#request('capabilities', { capabilities: {} })).capabilities ?? {};
  }

  /** Pins a node's outputs, or takes the pin away; resolves to all pins that the flow has then. */
  async pin(request: PinRequest): Promise<Reply<'pins'>> {
    return (await this.#request('pins', { pin: request })).pins ?? {};
  }

  /** The latest runs in a state folder, newest first. */
  async history(request: HistoryRequest): Promise<Reply<'history'>> {
    return (await this.#request('history', { history: request })).history ?? {};
  }

  /** A part of a run's journal. */
  async journal(request: JournalRequest): Promise<Reply<'journal'>> {
    return (await this.#request('journal', { journal: request })).journal ?? {};
  }

  /** All pins of a flow. */
  async pins(request: PinsRequest): Promise<Reply<'pins'>> {
    return (await this.#request('pins', { pins: request })).pins ?? {};
  }

  /** Asks the runner to cancel everything and to exit; resolves to the number of runs it cancels for that. */
  async shutdown(reason: string): Promise<number> {
    const reply = await this.#request('shuttingDown', { shutdown: { reason } });
    return reply.shuttingDown?.cancelledRuns ?? 0;
  }

  /** Takes bytes from the runner's standard output. Bytes that come after the end of the talk are ignored. */
  push(chunk: Uint8Array): void {
    if (this.#state.at === 'closed') return;
    try {
      this.#decoder.pushEach(chunk, (frame) => this.#receive(millrace.v1.RunnerMessage.decode(frame)));
    } catch (fault) {
      this.#end(new PeerError('protocol', `The runner sent bytes that are no message: ${messageOf(fault)}`));
    }
    this.#deliver();
  }

  /** Ends the talk: everything pending is rejected with `closed`, later requests fail at once. Idempotent. */
  close(reason: string): void {
    this.#end(new PeerError('closed', reason));
  }

  #request(kind: ReplyKind, message: ClientMessage, listener?: EventListener): Promise<RunnerMessage> {
    if (this.#state.at === 'closed') return Promise.reject(this.#state.cause);
    const { promise, resolve, reject } = deferred<RunnerMessage>();
    const requestId = ++this.#lastRequest;
    let bytes: Uint8Array;
    try {
      bytes = encodeFrame(millrace.v1.ClientMessage.encode({ ...message, requestId }).finish());
    } catch (fault) {
      return Promise.reject(new PeerError('protocol', messageOf(fault)));
    }
    this.#pending.set(requestId, { kind, resolve, reject });
    if (listener) this.#starting.set(requestId, listener);
    this.#options.write(bytes);
    return promise;
  }

  #write(message: ClientMessage): void {
    this.#options.write(encodeFrame(millrace.v1.ClientMessage.encode(message).finish()));
  }

  #receive(message: RunnerMessage): void {
    if (this.#state.at === 'closed') return;
    if (this.#state.at === 'greeting') this.#greet(message);
    else if (message.event) this.#collect(message.event);
    else this.#settle(message);
  }

  #greet(message: RunnerMessage): void {
    const hello = message.hello;
    if (!hello) {
      const said = message.failure?.message;
      this.#end(new PeerError(said ? 'refused' : 'protocol', said ?? 'The runner did not begin with a hello.'));
      return;
    }
    if (hello.protocolVersion !== PROTOCOL_VERSION) {
      this.#end(
        new PeerError(
          'version',
          `The runner (build ${hello.build}) speaks protocol ${hello.protocolVersion}, this program (build ` +
            `${this.#options.build}) speaks protocol ${PROTOCOL_VERSION}. Install the same version of both.`,
        ),
      );
      return;
    }
    this.#state = { at: 'open', hello };
    this.#greeting.resolve(hello);
  }

  #settle(message: RunnerMessage): void {
    const requestId = message.requestId ?? 0;
    const pending = this.#pending.get(requestId);
    if (!pending) {
      const said = message.failure?.message;
      this.#end(
        new PeerError(
          said ? 'refused' : 'protocol',
          said ?? `The runner answered request ${requestId}, which was never made.`,
        ),
      );
      return;
    }
    this.#pending.delete(requestId);
    const listener = this.#starting.get(requestId);
    this.#starting.delete(requestId);
    if (message.failure) {
      pending.reject(new PeerError('refused', message.failure.message ?? '', message.failure.code ?? 0));
    } else if (message[pending.kind]) {
      if (listener) this.#listeners.set(message.accepted?.runId ?? '', listener);
      pending.resolve(message);
    } else {
      const fault = new PeerError('protocol', `The runner answered request ${requestId} with something else.`);
      pending.reject(fault);
      this.#end(fault);
    }
  }

  #collect(event: ExecutionEvent): void {
    const runId = event.runId ?? '';
    const batch = this.#batches.get(runId);
    if (batch) batch.push(event);
    else this.#batches.set(runId, [event]);
  }

  #deliver(): void {
    for (const [runId, events] of this.#batches) {
      this.#batches.delete(runId);
      const listener = this.#listeners.get(runId);
      if (events.at(-1)?.runFinished) this.#listeners.delete(runId);
      listener?.(events);
    }
  }

  #end(cause: PeerError): void {
    if (this.#state.at === 'closed') return;
    // Events that had arrived are part of the truth and reach their reader before the end does.
    this.#deliver();
    this.#state = { at: 'closed', cause };
    this.#greeting.reject(cause);
    for (const pending of this.#pending.values()) pending.reject(cause);
    this.#pending.clear();
    this.#starting.clear();
    this.#listeners.clear();
    this.#options.closed?.(cause);
  }
}

function messageOf(fault: unknown): string {
  return fault instanceof Error ? fault.message : String(fault);
}
