import { millrace } from '../../proto/generated/execution.js';
import type { Failure } from '../../proto/messages.ts';

/** Codes of failures, as the protocol numbers them. */
export const FailureCode = millrace.v1.FailureCode;

/** One of the codes. */
export type FailureCodeNumber = millrace.v1.FailureCode;

/** A failure in words; `subject` is the node, input, secret or setting that it is about. */
export function failure(code: FailureCodeNumber, message: string, subject = ''): Failure {
  return { code, message, ...(subject && { subject }) };
}

/** The failure for a throw that nobody expected: a fault of the runner, with the place and the stack. */
export function internalFailure(where: string, fault: unknown): Failure {
  const message = fault instanceof Error ? fault.message : String(fault);
  const detail = fault instanceof Error ? (fault.stack ?? '') : '';
  return { code: FailureCode.FAILURE_CODE_INTERNAL, message: `A fault in the runner, ${where}: ${message}`, detail };
}

/** Either a value, or why there is none. */
export type Checked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

/** The negative result of a check. */
export function refuse(code: FailureCodeNumber, message: string, subject = ''): { ok: false; failure: Failure } {
  return { ok: false, failure: failure(code, message, subject) };
}
