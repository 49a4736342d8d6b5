import { BUILTIN_CATALOG } from '../../../src/flow/catalog/builtinCatalog.ts';
import { parseFlow } from '../../../src/flow/parse/parseFlow.ts';
import { validateFlow } from '../../../src/flow/validate/validateFlow.ts';
import type { DocumentSnapshot } from '../../../src/messages/document.ts';
import type { HostMessage } from '../../../src/messages/host.ts';
import type { NodeRunView, RunView } from '../../../src/messages/run.ts';

/** What a host would send about a text: a fresh object every time, as messages are. */
export function snapshotOf(text: string, version = 1): DocumentSnapshot {
  const document = parseFlow(text);
  const { name, description, timeoutMs, inputs, secrets, env, defaults, nodes, outputs, groups, layout } =
    document.model;
  const snapshot = {
    version,
    title: 'test.flow',
    flow: { name, description, timeoutMs, inputs, secrets, env, defaults, nodes, outputs, groups, layout: [...layout] },
    diagnostics: validateFlow(document, BUILTIN_CATALOG),
    ...(document.broken && { broken: { message: document.diagnostics[0]?.message ?? '', line: 3 } }),
  };
  return JSON.parse(JSON.stringify(snapshot)) as DocumentSnapshot;
}

/** The catalog message of a host. */
export function catalogMessage(): HostMessage {
  return { type: 'catalog', kinds: structuredClone([...BUILTIN_CATALOG.values()]) };
}

/** A run that goes on, with these nodes. */
export function runOf(nodes: readonly NodeRunView[], changes: Partial<RunView> = {}): RunView {
  return {
    runId: 'run-1',
    state: 'running',
    cancelling: false,
    startedMs: 1_000,
    totalNodes: nodes.length,
    ...changes,
    nodes: structuredClone(nodes),
  };
}
