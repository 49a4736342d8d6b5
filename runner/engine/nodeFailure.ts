import type { Failure } from '../../proto/messages.ts';
import { formatDuration } from '../../src/flow/duration.ts';
import type { Redactor } from '../logs/redactor.ts';
import { type AttemptReport, strayStopFailure } from './attempt.ts';
import { FailureCode, failure } from './failures.ts';
import type { FinalNodeState } from './planTypes.ts';
import type { PreparedNode } from './preparedRun.ts';

/** Why a node ended badly, in words and without secrets; undefined when it did not. */
export function nodeFailure(
  node: PreparedNode,
  state: FinalNodeState,
  report: AttemptReport | undefined,
  redactor: Redactor,
): Failure | undefined {
  switch (state) {
    case 'timed-out':
      return failure(
        FailureCode.FAILURE_CODE_TIMEOUT,
        `\`${node.id}\` took longer than its limit of ${formatDuration(node.timeoutMs)} and was ended.`,
        'timeout',
      );
    case 'cancelled':
      return failure(FailureCode.FAILURE_CODE_CANCELLED, `\`${node.id}\` was ended because the run was.`);
    case 'failed':
    case 'crashed':
      return clean(report?.failure ?? strayStopFailure(node.id), redactor);
    default:
      return undefined;
  }
}

function clean(said: Failure, redactor: Redactor): Failure {
  return { ...said, message: redactor.text(said.message ?? ''), detail: redactor.text(said.detail ?? '') };
}
