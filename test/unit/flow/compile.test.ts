import { describe, expect, it } from 'vitest';
import { millrace } from '../../../proto/generated/execution.js';
import { fromProtoStruct } from '../../../proto/value.ts';
import { BUILTIN_CATALOG } from '../../../src/flow/catalog/builtinCatalog.ts';
import { compileFlow, type RunnableFlow } from '../../../src/flow/compile/compileFlow.ts';
import { parseFlow } from '../../../src/flow/parse/parseFlow.ts';

function compiled(text: string): RunnableFlow {
  const result = compileFlow(parseFlow(text), BUILTIN_CATALOG);
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  return result.flow;
}

describe('compileFlow', () => {
  const flow = compiled(
    `
flow: 1
name: Sales
inputs:
  day: { type: text, default: "2026-11-20" }
  limit: number
secrets: [TOKEN, OTHER, day]
env: { LANG: C }
defaults: { timeout: 1m, retry: 2, onError: continue, concurrency: 3, cache: off }
nodes:
  load:
    uses: http
    with: { url: "https://x/\${day}", headers: { A: "\${TOKEN}" }, body: { n: [1, 2.5, null, true] } }
    retry: { attempts: 3, delay: 2s, backoff: 2, maxDelay: 1m, on: [failed, timed-out] }
  count:
    uses: shell
    name: Count lines
    in: { stdin: load, limit: inputs.limit }
    with: { run: 'echo "\${OTHER}"' }
    timeout: 30s
    onError: ignore
    env: { A: "1" }
    secrets: [OTHER]
    workdir: sub
    cache: { outputs: [out.txt], files: [in.txt], env: [A], key: date }
    after: [load]
    when: not load.status
  all:
    uses: merge
    in: { items: count }
outputs: { total: all, lines: count.n }
`.replace('echo "${OTHER}"', 'echo n=1 >> $FLOW_OUTPUT'),
  );

  it('names the default ports of wires', () => {
    expect(flow.graph.wires).toEqual([
      { node: 'count', port: 'stdin', source: { nodePort: { node: 'load', port: 'body' } }, listItem: false },
      { node: 'count', port: 'limit', source: { input: 'limit' }, listItem: false },
      { node: 'all', port: 'items', source: { nodePort: { node: 'count', port: 'stdout' } }, listItem: true },
    ]);
    expect(flow.graph.outputs).toEqual([
      { name: 'total', source: { node: 'all', port: 'value' } },
      { name: 'lines', source: { node: 'count', port: 'n' } },
    ]);
  });

  it('hands on what runs once per item, and how much there is of each resource', () => {
    const { graph, concurrency } = compiled(`
flow: 1
defaults: { concurrency: 8, resources: { gpu: 2 } }
nodes:
  list: { uses: file.glob, with: { patterns: [a] } }
  many: { uses: shell, in: { file: list }, each: file, concurrency: 3, resources: { gpu: 1, lock: 1 }, with: { run: x } }
  all: { uses: shell, in: { file: [list, many] }, each: file, with: { run: x } }
`);
    expect(concurrency).toBe(8);
    expect(graph.resourceLimits).toEqual({ gpu: 2 });
    expect(graph.nodes?.[1]).toMatchObject({ each: 'file', eachConcurrency: 3, resources: { gpu: 1, lock: 1 } });
    expect(graph.nodes?.[2]).toMatchObject({ each: 'file', eachConcurrency: 0 });
    expect(graph.wires?.map(({ listItem }) => listItem)).toEqual([false, true, true]);
  });

  it('merges the defaults into the nodes, with durations in milliseconds', () => {
    const [load, count, all] = flow.graph.nodes ?? [];
    expect(load).toMatchObject({
      id: 'load',
      kind: 'http',
      timeoutMs: 60_000,
      onError: millrace.v1.ErrorPolicy.ERROR_POLICY_CONTINUE,
      cache: { off: true },
      retry: {
        attempts: 3,
        delayMs: 2_000,
        backoff: 2,
        maxDelayMs: 60_000,
        on: [millrace.v1.NodeStatus.NODE_STATUS_FAILED, millrace.v1.NodeStatus.NODE_STATUS_TIMED_OUT],
      },
    });
    expect(count).toMatchObject({
      name: 'Count lines',
      timeoutMs: 30_000,
      onError: millrace.v1.ErrorPolicy.ERROR_POLICY_IGNORE,
      after: ['load'],
      when: { source: { nodePort: { node: 'load', port: 'status' } }, negated: true },
      env: { A: '1' },
      workdir: 'sub',
      cache: { outputs: ['out.txt'], files: ['in.txt'], env: ['A'], key: 'date' },
      retry: { attempts: 2 },
    });
    expect(all).toMatchObject({ timeoutMs: 60_000, name: '' });
    expect(flow.concurrency).toBe(3);
    expect(flow.graph.env).toEqual({ LANG: 'C' });
  });

  it('gives a node the secrets that it lists or names in a setting, and no other', () => {
    expect(flow.graph.nodes?.map((node) => node.secretNames)).toEqual([['TOKEN'], ['OTHER'], []]);
    expect(flow.secrets).toEqual(['TOKEN', 'OTHER', 'day']);
  });

  it('makes a graph that goes over the wire as it is', () => {
    const bytes = millrace.v1.Graph.encode(flow.graph).finish();
    const [load] = millrace.v1.Graph.decode(bytes).nodes ?? [];
    expect(fromProtoStruct(load?.settings)).toEqual({
      url: 'https://x/${day}',
      headers: { A: '${TOKEN}' },
      body: { n: [1, 2.5, null, true] },
    });
    expect(flow.graph.inputs).toEqual([
      { name: 'day', type: 'text', defaultValue: { stringValue: '2026-11-20' } },
      { name: 'limit', type: 'number' },
    ]);
  });

  it('carries settings with any key', () => {
    const { graph } = compiled(
      'flow: 1\nnodes:\n  a: { uses: constant, with: { value: { __proto__: { x: 1 }, constructor: 2 } } }\n',
    );
    const bytes = millrace.v1.Graph.encode(graph).finish();
    const settings = fromProtoStruct(millrace.v1.Graph.decode(bytes).nodes?.[0]?.settings);
    expect(JSON.stringify(settings)).toBe('{"value":{"__proto__":{"x":1},"constructor":2}}');
  });

  it('refuses a flow with errors and passes warnings on', () => {
    const wrong = compileFlow(parseFlow('flow: 1\nnodes: { a: { uses: shel } }\n'), BUILTIN_CATALOG);
    expect(wrong).toMatchObject({ ok: false, diagnostics: [{ code: 'unknown-kind' }] });
    expect(compileFlow(parseFlow('flow: 1\nnodes: ['), BUILTIN_CATALOG).ok).toBe(false);
    const odd = compileFlow(parseFlow('flow: 1\nodd: 1\n'), BUILTIN_CATALOG);
    expect(odd).toMatchObject({ ok: true, diagnostics: [{ code: 'unknown-key' }] });
  });
});
