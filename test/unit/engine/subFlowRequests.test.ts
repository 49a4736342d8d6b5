import { describe, expect, it } from 'vitest';
import type { Graph, GraphNode, SubFlow } from '../../../proto/messages.ts';
import { checkRequest } from '../../../runner/engine/checkRequest.ts';

const work = (id: string, more: GraphNode = {}): GraphNode => ({ id, kind: 'work', ...more });

const flow = (id: string, graph: Graph, more: GraphNode = {}, sub: SubFlow = {}): GraphNode => ({
  id,
  kind: `./${id}.flow`,
  ...more,
  subFlow: { graph, ...sub },
});

const wire = (from: string, to: string) => ({
  node: to,
  port: 'in',
  source: { nodePort: { node: from, port: 'out' } },
});

describe('a request with flows within flows is refused', () => {
  const refused = (node: GraphNode, graph: Graph = {}): string => {
    const request = { graph: { ...graph, nodes: [node] }, config: { workingFolder: '/' } };
    const checked = checkRequest(request, 'run', new Set(['work']));
    return checked.ok ? 'accepted' : (checked.failure.message ?? '');
  };

  it('when a name in it leads nowhere', () => {
    expect(refused(flow('s', { nodes: [work('a', { after: ['b'] })] }))).toContain('`s/a` comes after `b`');
    expect(refused(flow('s', { nodes: [{ id: 'a', kind: 'odd' }] }))).toContain('`s/a` is of the kind `odd`');
    expect(refused(flow('s', { nodes: [work('a'), work('a')] }))).toBe('Two nodes have the id `s/a`.');
    expect(refused(flow('s', { nodes: [work('a'), work('b')], wires: [wire('a', 'b'), wire('b', 'a')] }))).toContain(
      's/a → s/b → s/a',
    );
  });

  it('when it needs what it cannot have', () => {
    expect(refused(flow('s', { secretNames: ['KEY'] }), { secretNames: ['KEY'] })).toBe(
      'The flow in `s` needs the secret `KEY`, which the node does not name.',
    );
    const greedy = work('a', { resources: { gpu: 2 } });
    expect(refused(flow('s', { nodes: [greedy] }, { resources: { gpu: 1 } }))).toBe(
      'Node `s/a` needs 2 of the resource `gpu`, but `s` holds 1 for all of its nodes, so it could never run.',
    );
    expect(refused(flow('s', { nodes: [greedy], resourceLimits: { gpu: 3 } }), { resourceLimits: { gpu: 1 } })).toBe(
      'Node `s/a` needs 2 of the resource `gpu`, of which there is 1, so it could never run.',
    );
    expect(refused(flow('s', { nodes: [greedy], resourceLimits: { gpu: 3 } }))).toBe('accepted');
  });

  it('when one is to run once per item, stands too deep, or elsewhere', () => {
    expect(refused(flow('s', { inputs: [{ name: 'x' }] }, { each: 'x' }))).toContain('cannot run a flow once per item');
    let deep = flow('s', {});
    for (let depth = 1; depth < 17; depth++) deep = flow('s', { nodes: [deep] });
    expect(refused(deep)).toContain('stands in 16 flows within each other');
    expect(refused(flow('s', {}, {}, { folder: '/etc' }))).toContain('must be relative');
  });
});
