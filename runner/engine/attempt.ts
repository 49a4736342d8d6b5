import type { Failure } from '../../proto/messages.ts';
import type { RunValue, TaskResult } from '../executors/executor.ts';
import { FailureCode, failure, internalFailure } from './failures.ts';

/** The outputs of an attempt that made none. */
export const NO_OUTPUTS: ReadonlyMap<string, RunValue> = new Map();

/** What an attempt came to, in the terms of the plan, with what readers of events want to know. */
export interface AttemptReport {
  readonly result: 'succeeded' | 'failed' | 'crashed' | 'stopped';
  readonly retryable: boolean;
  readonly outputs: ReadonlyMap<string, RunValue>;
  /** Unset when it succeeded or was stopped. */
  readonly failure: Failure | undefined;
  readonly processesEnded: number;
}

/** The report of what an executor answered. */
export function reportOf(result: TaskResult): AttemptReport {
  switch (result.status) {
    case 'succeeded':
      return { ...common(result), result: 'succeeded', outputs: result.outputs };
    case 'failed':
    case 'crashed':
      return { ...common(result), result: result.status, outputs: result.outputs, failure: result.failure };
    case 'stopped':
      return { ...common(result), result: 'stopped' };
    default:
      return result satisfies never;
  }
}

/** An attempt that could not even begin; trying again would find the same. */
export function refusedReport(failure: Failure): AttemptReport {
  return { ...common({ processesEnded: 0 }), result: 'failed', retryable: false, failure };
}

/** An executor threw: a fault of the runner, not of the node. */
export function thrownReport(node: string, runId: string, fault: unknown): AttemptReport {
  return {
    ...common({ processesEnded: 0 }),
    result: 'failed',
    failure: internalFailure(`in node \`${node}\` of run ${runId}`, fault),
  };
}

/** An executor did not answer although it was told to stop. */
export function abandonedReport(node: string): AttemptReport {
  return {
    ...common({ processesEnded: 0 }),
    result: 'stopped',
    failure: failure(FailureCode.FAILURE_CODE_INTERNAL, `\`${node}\` did not end although it was told to.`),
  };
}

/** The task that says it was stopped although nobody stopped it. */
export function strayStopFailure(node: string): Failure {
  return failure(FailureCode.FAILURE_CODE_CRASHED, `\`${node}\` ended without a result.`);
}

/** What the attempts of all items of a node came to. */
export function summedReport(
  result: AttemptReport['result'],
  outputs: ReadonlyMap<string, RunValue>,
  failure: Failure | undefined,
): AttemptReport {
  return { ...common({ processesEnded: 0 }), result, outputs, failure };
}

function common(result: { readonly processesEnded: number }): AttemptReport {
  return {
    result: 'stopped',
    retryable: true,
    outputs: NO_OUTPUTS,
    failure: undefined,
    processesEnded: result.processesEnded,
  };
}
