import type { ExecutionRequest, GraphNode, GraphWire } from '../../../proto/messages.ts';
import { type JsonValue, toProtoStruct } from '../../../proto/value.ts';

/** A `shell` node. */
export function shellNode(id: string, run: string, more: GraphNode = {}): GraphNode {
  return { id, kind: 'shell', settings: toProtoStruct({ run }), ...more };
}

/** An `exec` node. */
export function execNode(id: string, program: string, args: readonly string[]): GraphNode {
  return { id, kind: 'exec', settings: toProtoStruct({ program, args: [...args] }) };
}

/** A `constant` node. */
export function constantNode(id: string, value: JsonValue): GraphNode {
  return { id, kind: 'constant', settings: toProtoStruct({ value }) };
}

/** A wire from one node's port to another's. */
export function wire(from: string, fromPort: string, to: string, toPort: string): GraphWire {
  return { node: to, port: toPort, source: { nodePort: { node: from, port: fromPort } } };
}

/** A request for a run in `folder`. */
export function request(
  folder: string,
  nodes: GraphNode[],
  wires: GraphWire[] = [],
  more: ExecutionRequest = {},
): ExecutionRequest {
  return { flowName: 'test', graph: { nodes, wires }, config: { workingFolder: folder }, ...more };
}

/**
 * A layered graph of in-process nodes: each node of a layer renders the values of two nodes of the layer before it.
 * @param layers Layers after the first.
 */
export function layeredGraph(layers: number, width: number): { nodes: GraphNode[]; wires: GraphWire[] } {
  const nodes: GraphNode[] = [];
  const wires: GraphWire[] = [];
  for (let column = 0; column < width; column++) nodes.push(constantNode(`n0_${column}`, `value ${column}`));
  for (let layer = 1; layer <= layers; layer++) {
    for (let column = 0; column < width; column++) {
      const id = `n${layer}_${column}`;
      const port = layer === 1 ? 'value' : 'text';
      nodes.push({
        id,
        kind: 'template',
        settings: toProtoStruct({ template: '{{ left | slice: 0, 8 }}{{ right | size }}' }),
      });
      wires.push(wire(`n${layer - 1}_${column}`, port, id, 'left'));
      wires.push(wire(`n${layer - 1}_${(column + 1) % width}`, port, id, 'right'));
    }
  }
  return { nodes, wires };
}
