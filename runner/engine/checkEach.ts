import type { Graph, GraphNode, Source } from '../../proto/messages.ts';
import { type Checked, FailureCode, refuse } from './failures.ts';
import { HIGHEST_CONCURRENCY } from './limits.ts';
import type { PreparedEach, PreparedPort } from './preparedRun.ts';

/** Out-ports by node id that something takes, of the nodes that run once per item. */
export type WiredPorts = ReadonlyMap<string, ReadonlySet<string>>;

/** Looks for everything that takes an output of a node that runs once per item. */
export function wiredPortsOfEach(graph: Graph): WiredPorts {
  const wired = new Map<string, Set<string>>();
  for (const { id, each } of graph.nodes ?? []) if (each) wired.set(id ?? '', new Set());
  if (wired.size === 0) return wired;
  const note = (port: Source['nodePort']) => wired.get(port?.node ?? '')?.add(port?.port ?? '');
  for (const { source } of graph.wires ?? []) note(source?.nodePort);
  for (const { when } of graph.nodes ?? []) note(when?.source?.nodePort);
  for (const { source } of graph.outputs ?? []) note(source);
  return wired;
}

const ONCE: Checked<undefined> = { ok: true, value: undefined };

/** How a node runs once per item; undefined when it runs once. Refuses one whose port nothing is wired to. */
export function checkEach(
  node: GraphNode,
  ports: readonly PreparedPort[],
  wired: WiredPorts,
): Checked<PreparedEach | undefined> {
  const { each: port, id = '' } = node;
  if (!port) return ONCE;
  if (!ports.some((known) => known.port === port)) {
    const message = `Node \`${id}\` runs once per item of its in-port \`${port.slice(0, 100)}\`, but nothing is wired to it.`;
    return refuse(FailureCode.FAILURE_CODE_INVALID_GRAPH, message, id);
  }
  const atOnce = Math.min(node.eachConcurrency || HIGHEST_CONCURRENCY, HIGHEST_CONCURRENCY);
  return { ok: true, value: { port, atOnce, wiredPorts: [...(wired.get(id) ?? [])] } };
}
