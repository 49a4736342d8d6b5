import type { CommandEnd } from './processKeeper.ts';

/** A process to start; nothing in it is interpreted. */
export interface SpawnRequest {
  /** Looked for on the `PATH` of its own environment unless it is a path. */
  readonly program: string;
  readonly args: readonly string[];
  /** Absolute. */
  readonly workdir: string;
  /** Added to what processes inherit from the runner, minus the variables in `withheld`. */
  readonly env: Readonly<Record<string, string>>;
  readonly withheld: readonly string[];
  /** Text, or a file that is open here and has this path; absent: standard input is empty. */
  readonly stdin?: string | OpenFile | undefined;
}

/** A file that whoever starts a process may open again or hand on. */
export interface OpenFile {
  readonly path: string;
  /** Closed by whoever opened it. */
  readonly descriptor: number;
}

/** One output stream of a process. What was written before somebody listens waits for him. */
export interface CommandStream {
  /** Begins to hand over chunks. Called once. */
  listen(listener: StreamListener): void;
  /** Asks for no more; a bounded number of chunks may come nevertheless. */
  pause(): void;
  resume(): void;
  readonly isPaused: boolean;
  /** Nobody wants the rest: it is read and lost, and nobody is told of it. */
  discard(): void;
}

/** Who reads a stream. */
export interface StreamListener {
  chunk(bytes: Uint8Array): void;
  /** Nothing more will come: every process that held the stream has closed it. */
  closed(): void;
}

/** A process that was started. */
export interface SpawnedProcess {
  readonly processId: number;
  readonly stdout: CommandStream;
  readonly stderr: CommandStream;
  /** Never rejects. */
  readonly ended: Promise<CommandEnd>;
}

/** The process, or what the system answered. */
export type SpawnResult =
  | { readonly ok: true; readonly process: SpawnedProcess }
  | { readonly ok: false; readonly error: NodeJS.ErrnoException };

/** Starts processes that lead a session of their own, where the system has sessions. */
export interface Spawner {
  /** Never rejects. */
  start(request: SpawnRequest): Promise<SpawnResult>;
}
