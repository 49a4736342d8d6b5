import { describe, expect, it } from 'vitest';
import type { GraphNode, GraphWire } from '../../../proto/messages.ts';
import { checkRequest } from '../../../runner/engine/checkRequest.ts';

function tainted(nodes: GraphNode[], wires: GraphWire[]): readonly string[] {
  const request = { graph: { nodes, wires, secretNames: ['KEY'] }, secrets: { KEY: 'hunter22' } };
  const checked = checkRequest({ ...request, config: { workingFolder: '/' } }, 'run', new Set(['work']));
  if (!checked.ok) throw new Error(checked.failure.message ?? '');
  return [...checked.value.tainted].sort();
}

function wire(from: string, to: string): GraphWire {
  return { node: to, port: `from_${from}`, source: { nodePort: { node: from, port: 'out' } } };
}

describe('nodes that see a secret', () => {
  it('are those that name one and all that are wired to them, however far', () => {
    const nodes = [
      { id: 'last', kind: 'work' },
      { id: 'first', kind: 'work', secretNames: ['KEY'] },
      { id: 'middle', kind: 'work' },
      { id: 'source', kind: 'work' },
    ];
    expect(tainted(nodes, [wire('first', 'middle'), wire('source', 'middle'), wire('middle', 'last')])).toEqual([
      'first',
      'last',
      'middle',
    ]);
  });

  it('are not those that only come after them or ask whether to run', () => {
    const condition = { source: { nodePort: { node: 'first', port: 'out' } } };
    const nodes = [
      { id: 'first', kind: 'work', secretNames: ['KEY'] },
      { id: 'after', kind: 'work', after: ['first'] },
      { id: 'when', kind: 'work', when: condition },
    ];
    expect(tainted(nodes, [])).toEqual(['first']);
    expect(tainted([{ id: 'a', kind: 'work' }], [])).toEqual([]);
  });
});
