import { availableParallelism } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { ExecutionRequest, Graph } from '../../proto/messages.ts';
import { Redactor } from '../logs/redactor.ts';
import { checkGraph } from './checkGraph.ts';
import { checkInputs, checkSecrets } from './checkValues.ts';
import { type Checked, FailureCode, refuse } from './failures.ts';
import { HIGHEST_CONCURRENCY, resolveLimits } from './limits.ts';
import type { PlanScope } from './planTypes.ts';
import type { PreparedNode, PreparedRun, PreparedScope } from './preparedRun.ts';
import { type EarlierDurations, prioritise } from './priorities.ts';
import { RUN_ID_PATTERN } from './runId.ts';
import { taintedNodes } from './taint.ts';

/** Folder for journals, logs and values, inside of the working folder unless the request names another. */
export const STATE_FOLDER_NAME = '.millrace';

/**
 * Checks everything that a run needs before anything starts. Any program may send a request, so nothing in it is
 * trusted to be well formed. The first fault found is told.
 * @param earlier Knows what the nodes took in earlier runs, and is asked only where their order matters; without it
 *   nothing is known of them.
 */
export function checkRequest(
  request: ExecutionRequest,
  runId: string,
  kinds: ReadonlySet<string>,
  earlier: EarlierDurations = () => [],
): Checked<PreparedRun> {
  const graph: Graph = request.graph ?? {};
  const config = request.config ?? {};
  if (!RUN_ID_PATTERN.test(runId)) {
    return refuse(
      FailureCode.FAILURE_CODE_INVALID_GRAPH,
      `The run id ${JSON.stringify(runId)} cannot name a folder. Use up to 100 letters, digits, dots, dashes and underscores, beginning with a letter or digit.`,
      'run_id',
    );
  }
  if (config.pluginFolders?.length) {
    return refuse(
      FailureCode.FAILURE_CODE_UNSUPPORTED,
      'This runner loads no plugins: leave `config.plugin_folders` empty.',
      'plugin_folders',
    );
  }
  const workingFolder = config.workingFolder || process.cwd();
  const stateFolder = stateFolderOf(request);
  for (const [name, folder] of Object.entries({ working_folder: workingFolder, state_folder: stateFolder })) {
    if (!isAbsolute(folder)) {
      return refuse(
        FailureCode.FAILURE_CODE_INVALID_GRAPH,
        `\`config.${name}\` is ${JSON.stringify(folder)}, which is not an absolute path.`,
        name,
      );
    }
  }
  const checkedGraph = checkGraph(graph, kinds, request.inputs ?? {}, workingFolder);
  if (!checkedGraph.ok) return checkedGraph;
  const inputs = checkInputs(graph.inputs ?? [], request.inputs ?? {});
  if (!inputs.ok) return inputs;
  const secrets = checkSecrets(graph, request.secrets ?? {});
  if (!secrets.ok) return secrets;
  const { nodes, scopes, planNodes, resources } = checkedGraph.value;
  const plan = {
    nodes: planNodes,
    scopes: scopes.map(asPlanScope),
    resources,
    concurrency: concurrencyOf(config.concurrency),
  };
  const durations = isOrderNeeded(nodes, plan.concurrency) ? earlier(stateFolder, request.flowSource ?? '', nodes) : [];
  return {
    ok: true,
    value: {
      runId,
      flowName: request.flowName ?? '',
      flowSource: request.flowSource ?? '',
      nodes,
      scopes,
      plan: prioritise(plan, nodes, durations),
      flowInputs: inputs.value,
      secrets: secrets.value,
      redactor: new Redactor(secrets.value.values()),
      tainted: taintedNodes(nodes, scopes),
      workingFolder,
      stateFolder,
      limits: resolveLimits(config.limits),
    },
  };
}

/** The folder that a request's run keeps its state in. */
export function stateFolderOf({ config }: ExecutionRequest): string {
  return config?.stateFolder || join(config?.workingFolder || process.cwd(), STATE_FOLDER_NAME);
}

function asPlanScope({ node, first, end, members }: PreparedScope): PlanScope {
  return { node, first, end, members };
}

/** Where every node has a slot of its own and nothing else to wait for, none can come before another. */
function isOrderNeeded(nodes: readonly PreparedNode[], concurrency: number): boolean {
  const isShared = ({ each, needs }: PreparedNode) => each !== undefined || needs.length > 0;
  return nodes.length > concurrency || nodes.some(isShared);
}

function concurrencyOf(wanted: number | undefined): number {
  return Math.min(wanted || availableParallelism(), HIGHEST_CONCURRENCY);
}
