import type { Redactor } from '../logs/redactor.ts';
import type { RunningCommand } from '../processes/processKeeper.ts';
import { type Soon, whenThere } from '../values/soon.ts';
import type { ValueKeeper } from '../values/valueKeeper.ts';
import { OutputValue, StreamPump } from './commandOutput.ts';
import type { RunValue, TaskSink } from './executor.ts';
import { FAILURE_DETAIL_BYTES, FAILURE_DETAIL_LINES, STORED_VALUE_BYTES } from './limits.ts';
import { MaskedTail } from './maskedTail.ts';
import { ProgressFilter } from './progressFilter.ts';

/** Reads the output of one command: to the log as it comes, and as values when it has ended. */
export class CommandCapture {
  readonly #values: ValueKeeper;
  readonly #sink: TaskSink;
  readonly #stdout: OutputValue;
  readonly #stderr: OutputValue;
  readonly #stdoutTail: MaskedTail;
  readonly #stderrTail: MaskedTail;
  readonly #progress: ProgressFilter;
  readonly #pumps: readonly StreamPump[];
  /** Bytes of each stream that are in its value and went to the log. */
  readonly #taken = { stdout: 0, stderr: 0 };

  /** `valueBytes` is the most that a value may hold. */
  constructor(
    command: RunningCommand,
    sink: TaskSink,
    redactor: Redactor,
    values: ValueKeeper,
    valueBytes = STORED_VALUE_BYTES,
  ) {
    this.#stdoutTail = new MaskedTail(FAILURE_DETAIL_BYTES, redactor);
    this.#stderrTail = new MaskedTail(FAILURE_DETAIL_BYTES, redactor);
    this.#values = values;
    this.#sink = sink;
    this.#stdout = new OutputValue(() => values.spool(), valueBytes);
    this.#stderr = new OutputValue(() => values.spool(), valueBytes);
    this.#progress = new ProgressFilter(({ current, total, message }) => sink.progress(current, total, message));
    // When the log cannot be written any more, the command would only work for nothing.
    const failed = () => void command.end();
    this.#pumps = [
      new StreamPump(command.stdout, (chunk) => this.#takeStdout(this.#progress.push(chunk)), failed),
      new StreamPump(command.stderr, (chunk) => this.#takeStderr(chunk), failed),
    ];
  }

  /** Waits, once the command has ended, until all that it wrote is in the log and in the values. */
  drained(): Soon<void> {
    if (this.#progress.isHolding || !this.#pumps.every((pump) => pump.isDrained)) return this.#drain();
  }

  async #drain(): Promise<void> {
    try {
      await Promise.all(this.#pumps.map((pump) => pump.drained()));
      await this.#takeStdout(this.#progress.end());
    } catch (error) {
      await this.discard();
      throw error;
    }
  }

  /** The value ports of the two streams; `tooLarge` names one that is more than a value may hold. */
  values(): Soon<{ stdout: RunValue; stderr: RunValue; tooLarge?: string }> {
    const tooLarge = this.#stdout.isTooLarge ? 'stdout' : this.#stderr.isTooLarge ? 'stderr' : undefined;
    return whenThere(this.#valueOf('stdout', this.#stdout), (stdout) =>
      whenThere(this.#valueOf('stderr', this.#stderr), (stderr) => ({
        stdout,
        stderr,
        ...(tooLarge !== undefined && { tooLarge }),
      })),
    );
  }

  /**
   * The last lines of standard error or, where nothing was written there, of standard output: many a test runner tells
   * what failed on the latter only. Without secrets.
   */
  lastWords(): string {
    const errors = this.#stderrTail.shown().lines(FAILURE_DETAIL_LINES);
    return errors.trim() === '' ? this.#stdoutTail.shown().lines(FAILURE_DETAIL_LINES) : errors;
  }

  /** The ends of both streams without secrets, else as they are, at most `FAILURE_DETAIL_BYTES` of each. */
  endings(): { readonly stdout: string; readonly stderr: string } {
    return { stdout: this.#stdoutTail.shown().text(), stderr: this.#stderrTail.shown().text() };
  }

  /** Forgets the values. */
  async discard(): Promise<void> {
    await Promise.all([this.#stdout.discard(), this.#stderr.discard()]);
  }

  #valueOf(stream: 'stdout' | 'stderr', collected: OutputValue): Soon<RunValue> {
    return whenThere(collected.finish(), (spooled) => this.#marked(stream, this.#values.textOf(spooled)));
  }

  /** What was looked through for the log need not be looked through once more as a value. */
  #marked(stream: 'stdout' | 'stderr', value: RunValue): RunValue {
    if (value.kind !== 'stored' || !this.#sink.isFree?.(stream, this.#taken[stream])) return value;
    return { ...value, content: { ...value.content, isFree: true } };
  }

  #takeStdout(bytes: Uint8Array): void | Promise<void> {
    if (bytes.length === 0) return;
    this.#taken.stdout += bytes.length;
    this.#stdoutTail.append(bytes);
    return both(this.#stdout.append(bytes), this.#sink.log('stdout', bytes));
  }

  #takeStderr(bytes: Uint8Array): void | Promise<void> {
    this.#taken.stderr += bytes.length;
    this.#stderrTail.append(bytes);
    return both(this.#stderr.append(bytes), this.#sink.log('stderr', bytes));
  }
}

function both(one: void | Promise<void>, other: void | Promise<void>): void | Promise<void> {
  return one && other ? bothSettled([one, other]) : (one ?? other);
}

/** Waits for all, also when one fails: what is still being written must not be forgotten half-way. */
async function bothSettled(promises: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(promises)) if (result.status === 'rejected') throw result.reason;
}
