import { expect, it } from 'vitest';
import { toMermaid } from '../../../src/flow/export/mermaid.ts';
import { parseFlow } from '../../../src/flow/parse/parseFlow.ts';

const mermaid = (text: string) => toMermaid(parseFlow(text).model);

it('draws nodes, wires, order and conditions', () => {
  expect(
    mermaid(`flow: 1
inputs: { day: text }
nodes:
  end: { uses: shell, in: { day: inputs.day } }
  b: { uses: shell, name: Second, in: { x: end.stdout, y: [end, gone.z] }, after: [end] }
  c: { uses: shell, when: not b.exitCode }
`),
  ).toBe(`flowchart LR
  n0["end<br>shell"]
  n1["Second<br>shell"]
  n2["c<br>shell"]
  n0 -->|"stdout"| n1
  n0 --> n1
  n0 -.-> n1
  n1 -.->|"when not"| n2
`);
});

it('draws groups as subgraphs, a node only once', () => {
  const drawn = mermaid(`flow: 1
nodes: { a: { uses: shell }, b: { uses: shell } }
groups: { one: { title: First, nodes: [a] }, two: { nodes: [a, b, gone] }, three: { nodes: [a] } }
`);
  expect(drawn).toBe(`flowchart LR
  subgraph g0["First"]
    n0["a<br>shell"]
  end
  subgraph g1["two"]
    n1["b<br>shell"]
  end
`);
});

it('lets no text of the flow become markup', () => {
  const drawn = mermaid('flow: 1\nnodes: { a: { uses: shell, name: "say \\"hi\\" <b> #1 & `x`" } }\n');
  expect(drawn).toContain('n0["say #34;hi#34; #60;b#62; #35;1 #38; #96;x#96;<br>shell"]');
});
