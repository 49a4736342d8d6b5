import { OUTPUT_WINDOW_BYTES } from './launcherFrames.ts';
import type { CommandStream, StreamListener } from './spawner.ts';

/** What a stream asks the launcher for. */
export interface StreamControls {
  /** Lets so many more bytes come. */
  grant(bytes: number): void;
  /** Lets the rest be read and lost. */
  discard(): void;
}

/** Output that the launcher reads and passes on: at most one window of it is on its way or waiting here. */
export class LauncherStream implements CommandStream {
  readonly #controls: StreamControls;
  #listener: StreamListener | undefined;
  #early: Uint8Array[] = [];
  #isClosed = false;
  #isDiscarded = false;
  #isPaused = false;
  /** Bytes that were taken and for which no credit was given again. */
  #owed = 0;

  constructor(controls: StreamControls) {
    this.#controls = controls;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Whether everything has come. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  listen(listener: StreamListener): void {
    this.#listener = listener;
    for (const chunk of this.#early) this.#deliver(listener, chunk);
    this.#early = [];
    if (this.#isClosed) listener.closed();
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#grant();
  }

  discard(): void {
    if (this.#isDiscarded || this.#isClosed) return;
    this.#isDiscarded = true;
    this.#early = [];
    this.#controls.discard();
  }

  /** Takes what has come from the launcher. */
  push(bytes: Uint8Array): void {
    if (this.#isDiscarded) return;
    if (this.#listener) this.#deliver(this.#listener, bytes);
    else this.#early.push(bytes);
  }

  /** Nothing more will come. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#listener?.closed();
  }

  #deliver(listener: StreamListener, bytes: Uint8Array): void {
    listener.chunk(bytes);
    this.#owed += bytes.length;
    this.#grant();
  }

  /** In large steps, so that a chatty command costs no frame per line. */
  #grant(): void {
    if (this.#isPaused || this.#isClosed || this.#isDiscarded || this.#owed < OUTPUT_WINDOW_BYTES / 2) return;
    this.#controls.grant(this.#owed);
    this.#owed = 0;
  }
}
