import type { ExecutionRequest, ProtoValue } from '../../proto/messages.ts';
import { fromProtoValue } from '../../proto/value.ts';
import { sameJson } from '../../src/flow/sameJson.ts';
import { type Checked, FailureCode, refuse } from '../engine/failures.ts';
import type { BaseRun } from './findBase.ts';

/**
 * The request with the inputs that the base run had, defaults of that time included: what is kept of that run was made
 * with them. Inputs that the flow has got since are taken from the request. A value that differs is refused.
 */
export function withInputsOf(base: BaseRun, request: ExecutionRequest): Checked<ExecutionRequest> {
  const had: Readonly<Record<string, ProtoValue>> = base.request.inputs ?? {};
  const existed = new Set((base.request.graph?.inputs ?? []).map(({ name }) => name ?? ''));
  const inputs: Record<string, ProtoValue> = { ...request.inputs };
  for (const name of (request.graph?.inputs ?? []).map((input) => input.name ?? '')) {
    const given = inputs[name];
    const before = had[name];
    if (before === undefined) {
      if (existed.has(name) && !given) return refuseLostInput(base, name);
      continue;
    }
    if (given && !sameJson(fromProtoValue(given), fromProtoValue(before))) return refuseOtherInput(base, name);
    inputs[name] = before;
  }
  return { ok: true, value: { ...request, inputs } };
}

function refuseOtherInput({ runId }: BaseRun, name: string): ReturnType<typeof refuse> {
  const message =
    `The input \`${name}\` had another value in run ${runId}, and what is kept of that run was made with it. ` +
    'Leave the input out to go on with the same value, or run the whole flow with the new one.';
  return refuse(FailureCode.FAILURE_CODE_NOT_POSSIBLE, message, name);
}

function refuseLostInput({ runId }: BaseRun, name: string): ReturnType<typeof refuse> {
  const message = `The input \`${name}\` held a secret in run ${runId} and was not kept. Give its value again.`;
  return refuse(FailureCode.FAILURE_CODE_MISSING_INPUT, message, name);
}
