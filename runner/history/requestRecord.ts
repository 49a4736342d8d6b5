import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeFrame, FrameDecoder } from '../../proto/framing.ts';
import { millrace } from '../../proto/generated/execution.js';
import type { ExecutionRequest, ProtoValue } from '../../proto/messages.ts';
import { toProtoValue } from '../../proto/value.ts';
import { sameJson } from '../../src/flow/sameJson.ts';
import type { PreparedRun } from '../engine/preparedRun.ts';

/** What a run was asked to do, inside of its folder: an `ExecutionRequest` without secrets, with its length before it. */
export const REQUEST_FILE_NAME = 'request.bin';

/**
 * Keeps what a run was asked to do, for those who go on from it. Inputs are kept as they were in effect, so that a
 * default that changes later changes nothing; one that holds a secret is left out. Rejects when the file system refuses.
 */
export async function keepRequest(runFolder: string, request: ExecutionRequest, run: PreparedRun): Promise<void> {
  const kept: ExecutionRequest = {
    runId: run.runId,
    flowName: run.flowName,
    flowSource: run.flowSource,
    inputs: inputsOf(run),
    ...(request.graph && { graph: request.graph }),
    ...(request.config && { config: request.config }),
    ...(request.selection && { selection: request.selection }),
  };
  const payload = millrace.v1.ExecutionRequest.encode(kept).finish();
  await writeFile(join(runFolder, REQUEST_FILE_NAME), encodeFrame(payload), { flag: 'wx' });
}

/** What a run was asked to do; undefined when that was not kept, or not whole. */
export async function readRequest(runFolder: string): Promise<ExecutionRequest | undefined> {
  try {
    const [payload] = new FrameDecoder().push(await readFile(join(runFolder, REQUEST_FILE_NAME)));
    return payload && millrace.v1.ExecutionRequest.decode(payload);
  } catch {
    return undefined;
  }
}

function inputsOf({ flowInputs, redactor }: PreparedRun): Record<string, ProtoValue> {
  const inputs: Record<string, ProtoValue> = {};
  for (const [name, input] of flowInputs) {
    if (input.kind !== 'inline' || !sameJson(redactor.value(input.value), input.value)) continue;
    inputs[name] = toProtoValue(input.value);
  }
  return inputs;
}
