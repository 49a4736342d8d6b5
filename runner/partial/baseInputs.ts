import type { ExecutionRequest, ProtoValue } from '../../proto/messages.ts';
import { fromProtoValue } from '../../proto/value.ts';
import { sameJson } from '../../src/flow/sameJson.ts';
import { type Checked, FailureCode, refuse } from '../engine/failures.ts';
import { earlierRuns, type FlowPlace, findRun } from '../history/earlierRuns.ts';
import { readRequest } from '../history/requestRecord.ts';
import type { BaseRun } from './findBase.ts';

/** A request with inputs of an earlier run in it. */
export interface RequestWithInputs {
  readonly request: ExecutionRequest;
  /** That run; absent when none of its inputs were taken. */
  readonly runId?: string;
}

/**
 * The request with the inputs of the latest run of the flow, or of the run that is named, in place of those that it does
 * not give: what is kept was most likely made with them, and the flow's defaults would mix one month with another.
 */
export async function withLatestInputs(
  place: FlowPlace,
  request: ExecutionRequest,
  baseRunId: string | undefined,
): Promise<RequestWithInputs> {
  const open = (request.graph?.inputs ?? []).flatMap(({ name = '' }) => (request.inputs?.[name] ? [] : [name]));
  if (open.length === 0) return { request };
  const latest =
    baseRunId === undefined ? (await earlierRuns(place).next()).value : await findRun(place.stateFolder, baseRunId);
  const had = latest && (await readRequest(latest.folder))?.inputs;
  if (!latest || !had) return { request };
  const taken = open.flatMap((name) => (had[name] ? [[name, had[name]] as const] : []));
  if (taken.length === 0) return { request };
  const inputs = { ...request.inputs, ...Object.fromEntries(taken) };
  return { request: { ...request, inputs }, runId: latest.runId };
}

/**
 * The request with the inputs that the base run had, defaults of that time included: what is kept of that run was made
 * with them. Inputs that the flow has got since are taken from the request. A value that differs is refused.
 */
export function withInputsOf(base: BaseRun, request: ExecutionRequest): Checked<RequestWithInputs> {
  const had: Readonly<Record<string, ProtoValue>> = base.request.inputs ?? {};
  const existed = new Set((base.request.graph?.inputs ?? []).map(({ name }) => name ?? ''));
  const inputs: Record<string, ProtoValue> = { ...request.inputs };
  let isAnyTaken = false;
  for (const name of (request.graph?.inputs ?? []).map((input) => input.name ?? '')) {
    const given = inputs[name];
    const before = had[name];
    if (before === undefined) {
      if (existed.has(name) && !given) return refuseLostInput(base, name);
      continue;
    }
    if (given && !sameJson(fromProtoValue(given), fromProtoValue(before))) return refuseOtherInput(base, name);
    isAnyTaken ||= !given;
    inputs[name] = before;
  }
  const { runId } = base;
  return { ok: true, value: { request: { ...request, inputs }, ...(isAnyTaken && { runId }) } };
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
