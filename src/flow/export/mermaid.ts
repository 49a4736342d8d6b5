import type { FlowGroup, FlowNode, WireSource } from '../model.ts';

/** What a diagram shows of a flow. */
export interface DiagramSource {
  readonly nodes: readonly FlowNode[];
  readonly groups: readonly FlowGroup[];
}

/**
 * A flow as a Mermaid flowchart, for READMEs and pull requests: groups as subgraphs, wires with the port that they take their
 * value from, order and conditions dotted. A node of several groups stands in the first.
 */
export function toMermaid({ nodes, groups }: DiagramSource): string {
  // Ids of a flow may be words of Mermaid's own, such as "end".
  const names = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const drawn = new Set<string>();
  const draw = (node: FlowNode, indentation: string): string => {
    drawn.add(node.id);
    return `${indentation}${names.get(node.id)}["${labelOf(node)}"]`;
  };
  const lines = ['flowchart LR'];
  groups.forEach((group, index) => {
    const members = [...new Set(group.nodes)].filter((id) => !drawn.has(id)).flatMap((id) => byId.get(id) ?? []);
    if (members.length === 0) return;
    lines.push(`  subgraph g${index}["${escaped(group.title || group.id)}"]`);
    lines.push(...members.map((node) => draw(node, '    ')), '  end');
  });
  lines.push(...nodes.filter(({ id }) => !drawn.has(id)).map((node) => draw(node, '  ')));
  for (const node of nodes) lines.push(...wiresTo(node, names));
  return `${lines.join('\n')}\n`;
}

function labelOf({ id, name, uses }: FlowNode): string {
  return uses === '' ? escaped(name || id) : `${escaped(name || id)}<br>${escaped(uses)}`;
}

function wiresTo(node: FlowNode, names: ReadonlyMap<string, string>): string[] {
  const to = names.get(node.id);
  const line = (from: string | undefined, arrow: string) => (from === undefined ? [] : [`  ${from} ${arrow} ${to}`]);
  const nameOf = (source: WireSource) => (source.from === 'node' ? names.get(source.node) : undefined);
  const portOf = (source: WireSource) => (source.from === 'node' ? source.port : undefined);
  const data = node.in.flatMap(({ sources }) =>
    sources.flatMap((source) => {
      const port = portOf(source);
      return line(nameOf(source), port === undefined ? '-->' : `-->|"${escaped(port)}"|`);
    }),
  );
  const when = node.when ? line(nameOf(node.when.source), `-.->|"${node.when.negated ? 'when not' : 'when'}"|`) : [];
  return [...data, ...when, ...node.after.flatMap((id) => line(names.get(id), '-.->'))];
}

/** Text within quotes; what would end it or be markup becomes a code of Mermaid's. */
function escaped(text: string): string {
  return text.replaceAll(/["#<>&`\\\n\r]/g, (character) => `#${character.charCodeAt(0)};`);
}
