import type { FlowInput, PortType, WireSource } from '../../flow/model.ts';
import { canConnect } from '../../flow/ports.ts';
import type { Graph } from '../graph/buildGraph.ts';
import { sourceText } from '../graph/card.ts';
import { descendants } from '../graph/connecting.ts';

/** Something that an in-port could take its value from. */
export interface SourceChoice {
  readonly text: string;
  readonly type: PortType;
  readonly source: WireSource;
}

/** What a port of a node could be wired to: flow inputs first, then out-ports of nodes that do not need this one. */
export function sourceChoices(
  graph: Graph,
  inputs: readonly FlowInput[],
  target: { readonly node?: string; readonly type: PortType },
): readonly SourceChoice[] {
  const excluded = target.node === undefined ? new Set<string>() : descendants(graph, target.node);
  const choices: SourceChoice[] = inputs
    .filter((input) => canConnect(input.type, target.type))
    .map((input) => choice({ from: 'input', input: input.name }, input.type));
  for (const card of graph.cards.values()) {
    if (excluded.has(card.id)) continue;
    for (const port of card.outPorts)
      if (canConnect(port.type, target.type))
        choices.push(choice({ from: 'node', node: card.id, port: port.name }, port.type));
  }
  return choices;
}

function choice(source: WireSource, type: PortType): SourceChoice {
  return { text: sourceText(source), type, source };
}
