import type { ExecutionRequest, ProtoValue } from '../../../proto/messages.ts';
import { toProtoValue } from '../../../proto/value.ts';
import type { RunnableFlow } from '../../flow/compile/compileFlow.ts';
import { type RunSelection, selectionMessage } from '../../flow/run/selection.ts';
import type { InputValues } from './inputForm.ts';

/** Everything that a request is made of. */
export interface RunParts {
  readonly runId: string;
  readonly flow: RunnableFlow;
  /** What people call the flow. */
  readonly title: string;
  /** URI of the flow. */
  readonly source: string;
  /** Absolute. */
  readonly workingFolder: string;
  readonly inputs: InputValues;
  readonly secrets: Readonly<Record<string, string>>;
  /** 0: as many as the machine has cores. */
  readonly concurrency: number;
  readonly graceMs: number;
  /** How much of the past is kept; 0: the runner's default. */
  readonly keptRuns: number;
  readonly keptBytes: number;
  /** Absent: the whole flow runs. */
  readonly selection?: RunSelection;
}

/** The request for a run, complete in itself. */
export function runRequest(parts: RunParts): ExecutionRequest {
  const inputs: Record<string, ProtoValue> = {};
  for (const [name, value] of Object.entries(parts.inputs)) inputs[name] = toProtoValue(value);
  return {
    runId: parts.runId,
    flowName: parts.title,
    flowSource: parts.source,
    graph: parts.flow.graph,
    inputs,
    secrets: { ...parts.secrets },
    config: {
      concurrency: parts.concurrency,
      workingFolder: parts.workingFolder,
      limits: {
        graceMs: parts.graceMs,
        keptRuns: parts.keptRuns,
        keptBytes: parts.keptBytes,
        ...(parts.flow.timeoutMs !== undefined && { runTimeoutMs: parts.flow.timeoutMs }),
      },
    },
    ...(parts.selection && { selection: selectionMessage(parts.selection) }),
  };
}
