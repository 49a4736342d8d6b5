import type { Failure } from '../../proto/messages.ts';
import { formatDuration } from '../../src/flow/duration.ts';
import { type AttemptReport, strayStopFailure } from './attempt.ts';
import { FailureCode, failure } from './failures.ts';
import type { FinalNodeState } from './planTypes.ts';
import type { PreparedNode } from './preparedRun.ts';

/**
 * Why a node ended badly, in words and without secrets, which `mask` takes out; undefined when it did not. `reason` is why
 * it was cancelled while the run goes on; of several pieces of work it tells how far they came, and not why.
 */
export function nodeFailure(
  node: PreparedNode,
  state: FinalNodeState,
  report: AttemptReport | undefined,
  mask: (text: string) => string,
  reason = '',
): Failure | undefined {
  switch (state) {
    case 'timed-out':
      return node.each && report?.failure ? clean(report.failure, mask) : timeoutFailure(node);
    case 'cancelled':
      return failure(
        FailureCode.FAILURE_CODE_CANCELLED,
        `\`${node.id}\` was ended because ${isOne(node) && reason ? reason : 'the run was'}.`,
      );
    case 'failed':
    case 'crashed':
      return clean(report?.failure ?? strayStopFailure(node.id), mask);
    default:
      return undefined;
  }
}

function isOne({ each, opens }: PreparedNode): boolean {
  return !each && opens === undefined;
}

/** A node, or an item of it, took longer than its time limit. */
export function timeoutFailure(node: PreparedNode): Failure {
  return failure(
    FailureCode.FAILURE_CODE_TIMEOUT,
    `\`${node.id}\` took longer than its limit of ${formatDuration(node.timeoutMs)} and was ended. ${adviceOf(node)}`,
    'timeout',
  );
}

function adviceOf({ opens }: PreparedNode): string {
  return opens === undefined
    ? 'Its log tells how far it came; raise `timeout` if it needs longer.'
    : 'Its nodes tell how far it came; raise `timeout`, here or in the flow itself, if it needs longer.';
}

function clean({ message, detail, subject, ...rest }: Failure, mask: (text: string) => string): Failure {
  return {
    ...rest,
    message: mask(message ?? ''),
    ...(detail && { detail: mask(detail) }),
    ...(subject && { subject: mask(subject) }),
  };
}
