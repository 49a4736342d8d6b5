import type { SpawnRequest } from './spawner.ts';

/** Counted up whenever the frames change; the same as WIRE_VERSION of runner/launcher/launcher.h. */
export const WIRE_VERSION = 1;

/** Output of one stream that the launcher may send before it is given more credit; WINDOW_BYTES of runner/launcher/main.c. */
export const OUTPUT_WINDOW_BYTES = 256 * 1024;

/** Bytes of the head of a message from the launcher; those of output are followed by as many bytes as the head says. */
const HEAD_BYTES = 16;

/** What the launcher is told once, before anything else. */
export interface LauncherSettings {
  /** Between the polite signal and the kill when the runner is gone. */
  readonly graceMs: number;
  /** Processes of the run at one time. */
  readonly processLimit: number;
  /** Files that each command may have open. */
  readonly openFiles: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** At what the start of a process failed. */
export type SpawnStep = 'program' | 'folder' | 'stdin' | 'system';

/** What the launcher says of itself and of all that it started. */
export type LauncherNews =
  | { readonly type: 'ready'; readonly version: number; readonly knowsTree: boolean }
  | { readonly type: 'ended'; readonly ended: number; readonly surviving: number };

/** What it says of one process, by the number that it was asked for with. */
export type ProcessNews =
  | { readonly type: 'started'; readonly id: number; readonly pid: number }
  | { readonly type: 'refused'; readonly id: number; readonly errno: number; readonly step: SpawnStep }
  | { readonly type: 'output'; readonly id: number; readonly stream: number; readonly bytes: Uint8Array }
  | { readonly type: 'closed'; readonly id: number; readonly stream: number }
  | { readonly type: 'limit'; readonly id: number; readonly processes: number }
  | { readonly type: 'exited'; readonly id: number; readonly exitCode: number; readonly signal: number };

/** Everything that it says. */
export type LauncherMessage = LauncherNews | ProcessNews;

const STEPS: readonly SpawnStep[] = ['program', 'folder', 'stdin', 'system'];
const NO_BYTES = new Uint8Array(0);

/** The first frame. */
export function helloFrame(settings: LauncherSettings): Buffer {
  const variables = variablesOf(settings.environment);
  const numbers = [settings.graceMs, settings.processLimit, settings.openFiles, variables.length];
  return frame('H', numbers, variables);
}

/** The frame that starts a process; undefined where a text holds a null byte, which no process can be given. */
export function startFrame(id: number, request: SpawnRequest): Buffer | undefined {
  const { program, args, workdir, env, withheld, stdin } = request;
  const variables = variablesOf(env);
  const texts = [workdir, program, ...args, ...variables, ...withheld];
  if (typeof stdin === 'object') texts.push(stdin.path);
  if (texts.some((text) => text.includes('\0'))) return undefined;
  const input = typeof stdin === 'string' ? Buffer.from(stdin) : NO_BYTES;
  const form = typeof stdin === 'object' ? 2 : stdin === undefined ? 0 : 1;
  const numbers = [id, form, args.length + 1, variables.length, withheld.length, input.length];
  return frame('S', numbers, texts, input);
}

/** The frame that lets more output of a stream come. */
export function creditFrame(id: number, stream: number, bytes: number): Buffer {
  return frame('C', [id, stream, bytes]);
}

/** The frame that says that nobody wants the rest of a process's output. */
export function discardFrame(id: number): Buffer {
  return frame('D', [id]);
}

/** The frame that ends everything that was started. */
export function endFrame(graceMs: number): Buffer {
  return frame('E', [graceMs]);
}

function variablesOf(environment: Readonly<Record<string, string>>): string[] {
  return Object.entries(environment).map(([name, value]) => `${name}=${value}`);
}

function frame(type: string, numbers: readonly number[], texts: readonly string[] = [], rest = NO_BYTES): Buffer {
  const text = texts.length === 0 ? '' : `${texts.join('\0')}\0`;
  const length = 4 * numbers.length + Buffer.byteLength(text) + rest.length;
  const bytes = Buffer.allocUnsafe(5 + length);
  bytes.writeUInt32LE(length, 0);
  bytes.write(type, 4, 'latin1');
  let at = 5;
  for (const number of numbers) at = bytes.writeUInt32LE(number, at);
  at += bytes.write(text, at);
  bytes.set(rest, at);
  return bytes;
}

/**
 * Takes the launcher's messages out of the chunks of its socket. Output is handed on in the pieces in which it comes;
 * nothing is copied.
 * @throws on a message that no launcher sends
 */
export class LauncherMessages {
  readonly #take: (message: LauncherMessage) => void;
  #head: Buffer = Buffer.alloc(0);
  /** Output whose bytes are still coming. */
  #output: { readonly id: number; readonly stream: number; missing: number } | undefined;

  constructor(take: (message: LauncherMessage) => void) {
    this.#take = take;
  }

  /** Takes the next bytes. */
  push(chunk: Buffer): void {
    let bytes = this.#head.length > 0 ? Buffer.concat([this.#head, chunk]) : chunk;
    while (bytes.length > 0) {
      if (this.#output) bytes = this.#pass(bytes, this.#output);
      else if (bytes.length < HEAD_BYTES) break;
      else {
        this.#read(bytes);
        bytes = bytes.subarray(HEAD_BYTES);
      }
    }
    this.#head = bytes;
  }

  #pass(bytes: Buffer, output: { readonly id: number; readonly stream: number; missing: number }): Buffer {
    const { id, stream } = output;
    const piece = bytes.subarray(0, output.missing);
    output.missing -= piece.length;
    if (output.missing === 0) this.#output = undefined;
    this.#take({ type: 'output', id, stream, bytes: piece });
    return bytes.subarray(piece.length);
  }

  #read(head: Buffer): void {
    const stream = head[1] ?? 0;
    const id = head.readUInt32LE(4);
    const first = head.readUInt32LE(8);
    const second = head.readUInt32LE(12);
    switch (String.fromCharCode(head[0] ?? 0)) {
      case 'R':
        return this.#take({ type: 'ready', version: first, knowsTree: second === 1 });
      case 'P':
        return this.#take({ type: 'started', id, pid: first });
      case 'F':
        return this.#take({ type: 'refused', id, errno: first, step: STEPS[second] ?? 'system' });
      case 'O':
        if (first > 0) this.#output = { id, stream, missing: first };
        return;
      case 'Z':
        return this.#take({ type: 'closed', id, stream });
      case 'L':
        return this.#take({ type: 'limit', id, processes: first });
      case 'X':
        return this.#take({ type: 'exited', id, exitCode: first, signal: second });
      case 'Q':
        return this.#take({ type: 'ended', ended: first, surviving: second });
      default:
        throw new Error(`The launcher sent a message of the type ${head[0]}, which nobody knows.`);
    }
  }
}
