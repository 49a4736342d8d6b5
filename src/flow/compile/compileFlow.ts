import type { Graph, GraphNode, GraphWire, Source } from '../../../proto/messages.ts';
import { toProtoStruct, toProtoValue } from '../../../proto/value.ts';
import type { Catalog, KindDefinition } from '../catalog/kind.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { FlowDocument } from '../document.ts';
import { namesIn } from '../interpolate.ts';
import type { CachePolicy, FlowInput, FlowModel, FlowNode, RetryPolicy, WireSource } from '../model.ts';
import { nodeStatusNumber } from '../run/status.ts';
import type { FlowPlace } from '../subflow/flowFiles.ts';
import { givenInputs } from '../subflow/givenInputs.ts';
import { isSubFlow, type SubFlow } from '../subflow/subFlow.ts';
import { relativeFolder } from '../subflow/subFlowPath.ts';
import { forEachText } from '../validate/nameProblems.ts';
import { isRunnable, openSubFlows, validateFlow } from '../validate/validateFlow.ts';

declare const RUNNABLE: unique symbol;

/** A flow without errors, in the form in which a runner takes it. Only `compileFlow` makes one. */
export interface RunnableFlow {
  readonly [RUNNABLE]: true;
  /** Empty when the file gives none. */
  readonly name: string;
  readonly graph: Graph;
  readonly inputs: readonly FlowInput[];
  /** Names of the secrets that the run needs. */
  readonly secrets: readonly string[];
  /** Nodes that run at the same time, where the file says so. */
  readonly concurrency?: number;
  /** Longest time of a run, in milliseconds, where the file says so. */
  readonly timeoutMs?: number;
}

/** A flow that may run, or why it may not. `diagnostics` holds warnings too. */
export type CompileResult =
  | { readonly ok: true; readonly flow: RunnableFlow; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** `ErrorPolicy` of the protocol. */
const ERROR_POLICY = { stop: 1, continue: 2, ignore: 3 } as const;

/**
 * Turns a document without errors into the graph that a runner takes: wires name their ports, what `defaults` says
 * stands in each node, durations are milliseconds. Flows within it stand whole in the nodes that use them.
 * @param place Where the flow's sub-flows are found.
 */
export function compileFlow(document: FlowDocument, catalog: Catalog, place?: FlowPlace): CompileResult {
  const diagnostics = validateFlow(document, catalog, place);
  if (!isRunnable(diagnostics)) return { ok: false, diagnostics };
  const { model } = document;
  const { concurrency } = model.defaults;
  const flow = {
    name: model.name ?? '',
    graph: graphOf(document, catalog, place),
    inputs: model.inputs,
    secrets: model.secrets,
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(model.timeoutMs === undefined ? {} : { timeoutMs: model.timeoutMs }),
  } as RunnableFlow;
  return { ok: true, flow, diagnostics };
}

function graphOf(document: FlowDocument, baseCatalog: Catalog, place: FlowPlace | undefined): Graph {
  const { model } = document;
  const { catalog, flows } = openSubFlows(document, baseCatalog, place);
  const kinds = new Map(model.nodes.map((node) => [node.id, catalog.get(node.uses)]));
  const subFlows = new Map<string, CompiledSubFlow>();
  for (const [uses, flow] of flows) if (isSubFlow(flow)) subFlows.set(uses, compileSubFlow(flow, baseCatalog, place));
  const sourceOf = (source: WireSource): Source => compileSource(source, kinds);
  return {
    nodes: model.nodes.map((node) => {
      const compiled = compileNode(node, model, kinds.get(node.id), sourceOf);
      const inner = subFlows.get(node.uses);
      return inner ? asSubFlow(compiled, node, model, inner) : compiled;
    }),
    wires: model.nodes.flatMap((node) => compileWires(node, kinds.get(node.id), sourceOf)),
    inputs: model.inputs.map((input) => ({
      name: input.name,
      type: input.type,
      ...(input.default === undefined ? {} : { defaultValue: toProtoValue(input.default) }),
    })),
    secretNames: [...model.secrets],
    env: { ...model.env },
    resourceLimits: { ...model.defaults.resources },
    outputs: model.outputs.flatMap(({ name, source }) => {
      const { nodePort } = sourceOf(source);
      return nodePort ? [{ name, source: nodePort }] : [];
    }),
  };
}

/** A flow within another one, ready for every node that stands for it. */
interface CompiledSubFlow {
  readonly model: FlowModel;
  readonly message: NonNullable<GraphNode['subFlow']>;
}

function compileSubFlow(flow: SubFlow, catalog: Catalog, around: FlowPlace | undefined): CompiledSubFlow {
  const { document, place } = flow;
  const { timeoutMs, defaults } = document.model;
  return {
    model: document.model,
    message: {
      graph: graphOf(document, catalog, place),
      folder: relativeFolder(around?.path ?? '', place.path),
      timeoutMs: timeoutMs ?? 0,
      concurrency: defaults.concurrency ?? 0,
    },
  };
}

/** A limit that the flow within says itself is about it; one for nodes in general is not. */
function asSubFlow(compiled: GraphNode, node: FlowNode, around: FlowModel, inner: CompiledSubFlow): GraphNode {
  const ownLimit = node.timeoutMs ?? (inner.model.timeoutMs === undefined ? around.defaults.timeoutMs : undefined);
  return {
    ...compiled,
    settings: toProtoStruct(givenInputs(node.with, inner.model.inputs)),
    timeoutMs: ownLimit ?? 0,
    subFlow: inner.message,
  };
}

function compileSource(source: WireSource, kinds: ReadonlyMap<string, KindDefinition | undefined>): Source {
  if (source.from === 'input') return { input: source.input };
  const port = source.port ?? kinds.get(source.node)?.defaultOutPort ?? '';
  return { nodePort: { node: source.node, port } };
}

function compileNode(
  node: FlowNode,
  model: FlowModel,
  kind: KindDefinition | undefined,
  sourceOf: (source: WireSource) => Source,
): GraphNode {
  const { defaults } = model;
  const retry = node.retry ?? defaults.retry;
  const cache = node.cache ?? defaults.cache;
  return {
    id: node.id,
    kind: node.uses,
    name: node.name ?? '',
    settings: toProtoStruct(node.with),
    after: [...node.after],
    timeoutMs: node.timeoutMs ?? defaults.timeoutMs ?? 0,
    ...(retry ? { retry: compileRetry(retry) } : {}),
    onError: ERROR_POLICY[node.onError ?? defaults.onError ?? 'stop'],
    ...(node.when ? { when: { source: sourceOf(node.when.source), negated: node.when.negated } } : {}),
    each: node.each ?? '',
    eachConcurrency: node.concurrency ?? 0,
    env: { ...node.env },
    secretNames: secretsOf(node, model, kind),
    workdir: node.workdir ?? '',
    resources: { ...node.resources },
    ...(cache ? { cache: compileCache(cache) } : {}),
  };
}

function compileWires(
  node: FlowNode,
  kind: KindDefinition | undefined,
  sourceOf: (source: WireSource) => Source,
): readonly GraphWire[] {
  return node.in.flatMap(({ port, sources, isList }) => {
    const listItem = isList || (kind?.inPorts.find((candidate) => candidate.name === port)?.list ?? false);
    return sources.map((source) => ({ node: node.id, port, source: sourceOf(source), listItem }));
  });
}

function compileRetry(retry: RetryPolicy): NonNullable<GraphNode['retry']> {
  return {
    attempts: retry.attempts,
    delayMs: retry.delayMs,
    backoff: retry.backoff,
    ...(retry.maxDelayMs === undefined ? {} : { maxDelayMs: retry.maxDelayMs }),
    on: retry.on.map(nodeStatusNumber),
  };
}

function compileCache(cache: CachePolicy): NonNullable<GraphNode['cache']> {
  if (cache.mode !== 'declared') return { off: cache.mode === 'off' };
  return {
    files: [...cache.files],
    outputs: [...cache.outputs],
    env: [...cache.env],
    ...(cache.key === undefined ? {} : { key: cache.key }),
  };
}

/** Secrets that a node names, in its list or as `${name}` in a setting; in-ports and flow inputs of a name come first. */
function secretsOf(node: FlowNode, model: FlowModel, kind: KindDefinition | undefined): string[] {
  if (model.secrets.length === 0) return [];
  const names = new Set(node.secrets);
  forEachText(node, kind, (text) => {
    for (const { name } of namesIn(text)) {
      const hidden = node.in.some((port) => port.port === name) || model.inputs.some((input) => input.name === name);
      if (!hidden && model.secrets.includes(name)) names.add(name);
    }
  });
  return [...names];
}
