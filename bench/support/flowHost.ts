import { BUILTIN_CATALOG } from '../../src/flow/catalog/builtinCatalog.ts';
import { parseFlow } from '../../src/flow/parse/parseFlow.ts';
import { validateFlow } from '../../src/flow/validate/validateFlow.ts';
import type { HostMessage } from '../../src/messages/host.ts';
import type { NodeRunView } from '../../src/messages/run.ts';
import { commandOf, GRID, gridText, nodeId } from './gridFlow.ts';

/** What the page asks of this worker, which stands for the extension host: it too has a thread of its own. */
export type HostRequest =
  | { readonly ask: 'begin' }
  /** Types into a node's command. */
  | { readonly ask: 'edit'; readonly node: number; readonly turn: number }
  /** A picture of a run in which this many nodes, counted from the end of the file, have finished. */
  | { readonly ask: 'run'; readonly finished: number };

/** A message of the host with the moment at which it was made, in milliseconds since 1970. */
export interface HostAnswer {
  readonly sentAt: number;
  readonly message: HostMessage;
}

let flow = parseFlow(gridText());
let version = 1;

function send(message: HostMessage): void {
  const answer: HostAnswer = { sentAt: performance.timeOrigin + performance.now(), message };
  self.postMessage(answer);
}

function documentMessage(): HostMessage {
  const { inputs, secrets, env, defaults, nodes, outputs, groups, layout } = flow.model;
  const model = { inputs, secrets, env, defaults, nodes, outputs, groups, layout: [...layout] };
  const diagnostics = validateFlow(flow, BUILTIN_CATALOG);
  return { type: 'document', document: { version, title: 'large.flow', flow: model, diagnostics } };
}

function edit(node: number, turn: number): void {
  flow = parseFlow(flow.text.replace(`'${commandOf(node, turn - 1)}'`, `'${commandOf(node, turn)}'`), flow);
  version += 1;
  send(documentMessage());
}

function runMessage(finished: number): HostMessage {
  const nodes: NodeRunView[] = [];
  for (let index = GRID.nodes - finished; index < GRID.nodes; index += 1) {
    nodes.push({ id: nodeId(index), state: 'succeeded', attempt: 1, startedMs: 1_000, durationMs: 40 + (index % 9) });
  }
  const run = {
    runId: 'run-1',
    state: 'running',
    cancelling: false,
    startedMs: 1_000,
    totalNodes: GRID.nodes,
  } as const;
  return { type: 'run', run: { ...run, nodes } };
}

self.addEventListener('message', ({ data: request }: MessageEvent<HostRequest>) => {
  switch (request.ask) {
    case 'begin':
      send({ type: 'catalog', kinds: [...BUILTIN_CATALOG.values()] });
      send({ type: 'environment', environment: { runnable: true } });
      send(documentMessage());
      return send({ type: 'run', run: null });
    case 'edit':
      return edit(request.node, request.turn);
    case 'run':
      return send(runMessage(request.finished));
    default:
      return request satisfies never;
  }
});
