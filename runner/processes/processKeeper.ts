import type { Readable } from 'node:stream';
import type { ProcessTracking } from './processTable.ts';

/** Processes that were ended, and those that the platform refused to end. */
export interface EndReport {
  readonly ended: number;
  readonly surviving: number;
}

/** A command to start: complete, nothing in it is interpreted. */
export interface CommandSpec {
  readonly runId: string;
  readonly node: string;
  readonly program: string;
  readonly args: readonly string[];
  /** Absolute. */
  readonly workdir: string;
  /** Added to the environment that commands get from the runner. */
  readonly env: Readonly<Record<string, string>>;
  /** Variables of the runner that the command does not get, unless `env` has them. */
  readonly withheld?: readonly string[];
  /** Text for standard input, or an open file descriptor (closed by the caller); absent: standard input is empty. */
  readonly stdin?: string | { readonly descriptor: number };
  readonly graceMs: number;
}

/** How a command ended. */
export type CommandEnd = { readonly exitCode: number } | { readonly signal: NodeJS.Signals };

/** A command that runs. */
export interface RunningCommand {
  readonly processId: number;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Settles when the command itself has ended, which its background processes may outlive; never rejects. */
  readonly ended: Promise<CommandEnd>;
  /** Ends the command and everything that it started. Settles when nothing of it is left, or the rest cannot be ended. */
  end(): Promise<EndReport>;
  /** Hands over the streams of a command that has ended: what its background processes still print is read and lost. */
  leaveOutput(): void;
}

/** Why a command could not be started. */
export interface SpawnFailure {
  /** Name of the system's error, such as `ENOENT`. */
  readonly code: string;
  /** One sentence with the remedy. */
  readonly message: string;
  /** It was the program that was not found, not its folder or something else. */
  readonly programIsMissing?: boolean;
}

/** Either the command or why there is none. */
export type StartResult =
  | { readonly ok: true; readonly command: RunningCommand }
  | { readonly ok: false; readonly failure: SpawnFailure };

/** Starts commands so that nothing of them outlives their run, also when the runner is killed. */
export interface ProcessKeeper {
  readonly tracking: ProcessTracking;
  /** Never rejects. */
  start(spec: CommandSpec): Promise<StartResult>;
  /**
   * Ends whatever processes of the run are left, in the background or elsewhere, and reports those alone. A run that has
   * started no command costs nothing. May be called again, such as with a shorter grace while the first call waits.
   */
  endRun(runId: string, graceMs?: number): Promise<EndReport>;
  /** Ends the processes of all runs and says goodbye to the watchdog. */
  shutdown(): Promise<EndReport>;
}
