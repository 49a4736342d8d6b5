import type { CommandStream, OpenFile } from './spawner.ts';

/** Processes that were ended, and those that the platform refused to end. */
export interface EndReport {
  readonly ended: number;
  readonly surviving: number;
}

/** The end of all processes of a run; `tracking` is absent where it has started none. */
export interface RunEndReport extends EndReport {
  readonly tracking?: ProcessTracking;
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
  /** Text for standard input, or an open file; absent: standard input is empty. */
  readonly stdin?: string | OpenFile;
  readonly graceMs: number;
}

/** How a command ended. */
export type CommandEnd =
  | { readonly exitCode: number }
  | { readonly signal: NodeJS.Signals }
  /** It was ended because there were so many processes of the run, more than the limit. */
  | { readonly tooManyProcesses: number; readonly limit: number }
  /** Nobody knows, and why. */
  | { readonly lost: string };

/**
 * How it is known that nothing of a run is left. "tree": the system says that the launcher, to which every orphan comes,
 * has no child any more. "proc": no process of this machine carries the run's cookie or hangs on one that did. "group": the
 * same by process groups and parents alone.
 */
export type ProcessTracking = 'tree' | 'proc' | 'group';

/** What this machine offers to the processes of runs. */
export interface ProcessMeans {
  readonly tracking: ProcessTracking;
  /** Why commands are started without the launcher; absent: they are started by it. */
  readonly withoutLauncher?: string;
}

/** A command that runs. */
export interface RunningCommand {
  readonly processId: number;
  readonly stdout: CommandStream;
  readonly stderr: CommandStream;
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
  /** What is known of this machine without trying. */
  readonly means: ProcessMeans;
  /** Finds out whether the launcher works here. Never rejects. */
  probe(): Promise<ProcessMeans>;
  /** Never rejects. */
  start(spec: CommandSpec): Promise<StartResult>;
  /**
   * Ends whatever processes of the run are left, in the background or elsewhere, and reports those alone, and how it is known
   * that no other is left. A run that has started no command costs nothing. May be called again, such as with a shorter grace while the first call waits.
   */
  endRun(runId: string, graceMs?: number): Promise<RunEndReport>;
  /** Ends the processes of all runs and says goodbye to the watchdog. */
  shutdown(): Promise<EndReport>;
}
