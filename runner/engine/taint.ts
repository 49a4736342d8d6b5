import { namesIn } from '../../src/flow/interpolate.ts';
import type { PreparedNode, PreparedScope, PreparedSource } from './preparedRun.ts';

/**
 * Ids of the nodes that see a secret: those that name one, and all that are wired to such a node. Nobody can tell what a
 * program makes of a secret, so whatever comes of it counts as one. Order without data and conditions hand nothing on. Of
 * a node that stands for a flow only what its nodes hand on counts.
 */
export function taintedNodes(nodes: readonly PreparedNode[], scopes: readonly PreparedScope[]): ReadonlySet<string> {
  const tainted = new Set<number>();
  nodes.forEach(({ message, opens }, node) => {
    if (opens === undefined && message.secretNames?.length) tainted.add(node);
  });
  if (!nodes.some(({ message }) => message.secretNames?.length)) return NOBODY;
  const handed = { nodes, scopes };
  const readers = nodes.map((): number[] => []);
  nodes.forEach(({ ports, opens }, node) => {
    const outputs = scopes[opens ?? -1]?.outputs.map((output) => ({ from: 'node' as const, ...output }));
    const taken: readonly PreparedSource[] = outputs ?? ports.flatMap((port) => port.sources);
    for (const source of taken) {
      const { makers, named } = originsOf(handed, source);
      if (named) tainted.add(node);
      for (const maker of makers) readers[maker]?.push(node);
    }
  });
  // A set hands out what is added while it is gone through.
  for (const node of tainted) for (const reader of readers[node] ?? []) tainted.add(reader);
  return new Set([...tainted].map((node) => nodes[node]?.id ?? ''));
}

const NOBODY: ReadonlySet<string> = new Set();

/** The nodes that make a value, and whether it is made of a named secret on its way. */
interface Origins {
  readonly makers: readonly number[];
  readonly named: boolean;
}

const NO_ORIGINS: Origins = { makers: [], named: false };

/** Looks through the borders of flows within flows. */
function originsOf(
  run: { readonly nodes: readonly PreparedNode[]; readonly scopes: readonly PreparedScope[] },
  source: PreparedSource,
): Origins {
  if (source.from === 'node') {
    const { opens } = run.nodes[source.node] ?? {};
    if (opens === undefined) return { makers: [source.node], named: false };
    const output = run.scopes[opens]?.outputs.find(({ name }) => name === source.port);
    return output ? originsOf(run, { from: 'node', ...output }) : NO_ORIGINS;
  }
  const around = run.nodes[run.scopes[source.scope]?.node ?? -1];
  if (!around) return NO_ORIGINS;
  const wired = around.ports.find(({ port }) => port === source.name)?.sources ?? [];
  const origins = wired.map((outer) => originsOf(run, outer));
  return {
    makers: origins.flatMap(({ makers }) => makers),
    named: namesSecret(around, source.name) || origins.some(({ named }) => named),
  };
}

/** Whether the constant that a node gives to an input of its flow has a secret in it. */
function namesSecret({ message }: PreparedNode, input: string): boolean {
  const setting = message.settings?.fields?.[input];
  if (!setting) return false;
  return namesIn(JSON.stringify(setting)).some(({ name }) => message.secretNames?.includes(name) ?? false);
}
