import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { constants } from 'node:os';
import { getSystemErrorName } from 'node:util';
import { type Deferred, deferred } from '../../proto/deferred.ts';
import { COOKIE_VARIABLE } from './cookie.ts';
import {
  creditFrame,
  discardFrame,
  endFrame,
  helloFrame,
  type LauncherMessage,
  LauncherMessages,
  type LauncherSettings,
  type ProcessNews,
  startFrame,
  WIRE_VERSION,
} from './launcherFrames.ts';
import { LauncherStream } from './launcherStream.ts';
import type { CommandEnd, EndReport } from './processKeeper.ts';
import type { Spawner, SpawnRequest, SpawnResult } from './spawner.ts';

/** A launcher that has not answered by then never will, in milliseconds. */
const ANSWER_MS = 5_000;

/** Descriptor of the launcher's end of the socket. */
const CHANNEL = 3;

const LOST = 'The launcher of this run was ended from outside, and every command of the run with it.';

/** A process that the launcher was asked to start. */
interface Launched {
  readonly stdout: LauncherStream;
  readonly stderr: LauncherStream;
  readonly started: (result: SpawnResult) => void;
  readonly ended: Deferred<CommandEnd>;
  isRunning: boolean;
  /** Processes of the run that there were when its own had become too many. */
  tooMany: number | undefined;
}

/** The runner's end of the talk with the launcher of one run (see runner/launcher/launcher.h). */
export class LauncherLink implements Spawner {
  readonly #socket: Socket;
  readonly #processLimit: number;
  readonly #ready = deferred<string | undefined>();
  readonly #ending = deferred<EndReport | undefined>();
  readonly #launched = new Map<number, Launched>();
  readonly #lost: () => Promise<unknown>;
  #count = 0;
  #isOpen = true;
  #knowsTree = false;

  /**
   * Starts a launcher.
   * @param lost Called when it is gone although it was still needed; commands are told to have ended after that.
   * @returns The link, or why there is none, in words.
   */
  static async open(
    program: string,
    settings: LauncherSettings,
    lost: () => Promise<unknown>,
  ): Promise<LauncherLink | string> {
    const fault = deferred<string>();
    const socket = startProgram(program, settings.environment, (error) => fault.resolve(error.message));
    if (!socket) return `${program} cannot be started: ${await fault.promise}`;
    const link = new LauncherLink(socket, settings.processLimit, lost);
    const timer = setTimeout(() => fault.resolve('it does not answer'), ANSWER_MS);
    socket.write(helloFrame(settings));
    const why = await Promise.race([link.#ready.promise, fault.promise]);
    clearTimeout(timer);
    if (why === undefined) return link;
    link.close();
    return `${program} cannot be used: ${why}`;
  }

  private constructor(socket: Socket, processLimit: number, lost: () => Promise<unknown>) {
    this.#socket = socket;
    this.#processLimit = processLimit;
    this.#lost = lost;
    const messages = new LauncherMessages((message) => this.#hear(message));
    socket.on('data', (chunk: Buffer) => {
      try {
        messages.push(chunk);
      } catch {
        socket.destroy(); // It talks nonsense; without its socket it ends everything and itself.
      }
    });
    socket.on('error', () => {}); // `close` follows.
    socket.on('close', () => void this.#closed());
  }

  /** Whether commands can be started. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Whether the launcher knows everything that its commands have started, wherever that went. */
  get knowsTree(): boolean {
    return this.#knowsTree;
  }

  start(request: SpawnRequest): Promise<SpawnResult> {
    this.#count += 1;
    const id = this.#count;
    const frame = startFrame(id, request);
    if (!frame) return Promise.resolve({ ok: false, error: systemError('ERR_INVALID_ARG_VALUE') });
    if (!this.#isOpen) return Promise.resolve({ ok: false, error: systemError('EPIPE', LOST) });
    const streamOf = (number: number) =>
      new LauncherStream({
        grant: (bytes) => this.#tell(creditFrame(id, number, bytes)),
        discard: () => this.#tell(discardFrame(id)),
      });
    const { promise, resolve } = deferred<SpawnResult>();
    this.#launched.set(id, {
      stdout: streamOf(1),
      stderr: streamOf(2),
      started: resolve,
      ended: deferred<CommandEnd>(),
      isRunning: false,
      tooMany: undefined,
    });
    this.#socket.write(frame);
    return promise;
  }

  /**
   * Ends everything that was started and is left, and waits until the system says that it is gone. May be called again
   * with a shorter grace. The report is undefined when the launcher was lost.
   */
  end(graceMs: number): Promise<EndReport | undefined> {
    this.#tell(endFrame(graceMs));
    if (!this.#isOpen) this.#ending.resolve(undefined);
    return this.#ending.promise;
  }

  /** Lets the launcher go, which ends itself and whatever is left. */
  close(): void {
    this.#isOpen = false;
    this.#socket.end();
  }

  #tell(frame: Buffer): void {
    if (this.#isOpen) this.#socket.write(frame);
  }

  #hear(message: LauncherMessage): void {
    if (message.type === 'ready') return this.#welcome(message.version, message.knowsTree);
    if (message.type === 'ended') {
      const { ended, surviving } = message;
      return this.#ending.resolve({ ended, surviving });
    }
    const launched = this.#launched.get(message.id);
    if (launched) this.#hearOf(launched, message);
  }

  #hearOf(launched: Launched, message: ProcessNews): void {
    const { id } = message;
    switch (message.type) {
      case 'started':
        launched.isRunning = true;
        return launched.started({ ok: true, process: processOf(message.pid, launched) });
      case 'refused':
        this.#launched.delete(id);
        return launched.started({ ok: false, error: errorOf(message.errno, message.step) });
      case 'output':
        return streamOf(launched, message.stream).push(message.bytes);
      case 'closed':
        streamOf(launched, message.stream).close();
        return this.#forget(id, launched);
      case 'limit':
        launched.tooMany = message.processes;
        return;
      case 'exited':
        launched.isRunning = false;
        launched.ended.resolve(this.#endOf(message, launched));
        return this.#forget(id, launched);
      default:
        message satisfies never;
    }
  }

  #endOf(message: ProcessNews & { readonly type: 'exited' }, { tooMany }: Launched): CommandEnd {
    const { exitCode, signal } = message;
    if (tooMany !== undefined) return { tooManyProcesses: tooMany, limit: this.#processLimit };
    return signal === 0 ? { exitCode } : { signal: signalName(signal) };
  }

  #forget(id: number, launched: Launched): void {
    if (!launched.isRunning && launched.stdout.isClosed && launched.stderr.isClosed) this.#launched.delete(id);
  }

  #welcome(version: number, knowsTree: boolean): void {
    this.#knowsTree = knowsTree;
    this.#ready.resolve(version === WIRE_VERSION ? undefined : `it speaks version ${version}, not ${WIRE_VERSION}`);
  }

  async #closed(): Promise<void> {
    const wasOpen = this.#isOpen;
    this.#isOpen = false;
    this.#ready.resolve('it ended at once');
    if (wasOpen && this.#launched.size > 0) await this.#lost();
    for (const launched of this.#launched.values()) {
      launched.started({ ok: false, error: systemError('EPIPE', LOST) });
      launched.stdout.close();
      launched.stderr.close();
      launched.ended.resolve({ lost: LOST });
    }
    this.#launched.clear();
    this.#ending.resolve(undefined);
  }
}

/** The socket to a launcher that was started; undefined where the system refuses, which `failed` is told. */
function startProgram(
  program: string,
  environment: Readonly<Record<string, string>>,
  failed: (error: Error) => void,
): Socket | undefined {
  const cookie = environment[COOKIE_VARIABLE];
  const child = spawn(program, [], {
    // A signal to the runner's group is not for it: it cleans up after the runner.
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    // Its own folder would keep the caller's from being removed.
    cwd: '/',
    // A runner in a command of another runner: what it starts is the other's as well.
    env: cookie === undefined ? {} : { [COOKIE_VARIABLE]: cookie },
  });
  child.on('error', failed);
  child.unref();
  return child.pid === undefined ? undefined : (child.stdio[CHANNEL] as Socket);
}

function processOf(processId: number, { stdout, stderr, ended }: Launched) {
  return { processId, stdout, stderr, ended: ended.promise };
}

function streamOf({ stdout, stderr }: Launched, stream: number): LauncherStream {
  return stream === 1 ? stdout : stderr;
}

function signalName(number: number): NodeJS.Signals {
  const found = Object.entries(constants.signals).find(([, value]) => value === number);
  return (found?.[0] ?? `SIG${number}`) as NodeJS.Signals;
}

function errorOf(errno: number, step: string): NodeJS.ErrnoException {
  return systemError(getSystemErrorName(-errno), step === 'stdin' ? 'its standard input cannot be opened' : undefined);
}

function systemError(code: string, message = code): NodeJS.ErrnoException {
  return Object.assign(new Error(message), { code });
}
