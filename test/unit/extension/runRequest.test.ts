import { describe, expect, it } from 'vitest';
import { documentSnapshot } from '../../../src/extension/editor/documentSnapshot.ts';
import { runRequest } from '../../../src/extension/runs/runRequest.ts';
import { BUILTIN_CATALOG } from '../../../src/flow/catalog/builtinCatalog.ts';
import { compileFlow } from '../../../src/flow/compile/compileFlow.ts';
import { parseFlow } from '../../../src/flow/parse/parseFlow.ts';
import { validateFlow } from '../../../src/flow/validate/validateFlow.ts';

const TEXT = `flow: 1
name: Report
inputs: { day: { type: text } }
secrets: [TOKEN]
nodes:
  a: { uses: shell, in: { day: inputs.day }, secrets: [TOKEN], with: { run: "echo $day" } }
layout:
  a: [10, 20]
`;

/** A reading of a text, as the document service makes it. */
function read(text: string, earlier?: string) {
  const flow = parseFlow(text);
  const document = { positionAt: (offset: number) => ({ line: text.slice(0, offset).split('\n').length - 1 }) };
  return {
    document: document as never,
    version: 7,
    flow,
    diagnostics: validateFlow(flow, BUILTIN_CATALOG),
    catalog: BUILTIN_CATALOG,
    lastGood: flow.broken ? (earlier && parseFlow(earlier)) || undefined : flow,
  };
}

describe('runRequest', () => {
  it('holds everything that the runner needs', () => {
    const compiled = compileFlow(parseFlow(TEXT), BUILTIN_CATALOG);
    if (!compiled.ok) throw new Error(compiled.diagnostics.map(({ message }) => message).join());
    const request = runRequest({
      runId: 'r1',
      flow: compiled.flow,
      title: 'Report',
      source: '/flows/report.flow',
      workingFolder: '/flows',
      inputs: { day: 'today' },
      secrets: { TOKEN: 'hidden' },
      concurrency: 2,
      graceMs: 500,
      keptRuns: 7,
      keptBytes: 4_000,
    });
    expect(request).toMatchObject({
      runId: 'r1',
      flowName: 'Report',
      flowSource: '/flows/report.flow',
      inputs: { day: { stringValue: 'today' } },
      secrets: { TOKEN: 'hidden' },
      config: { concurrency: 2, workingFolder: '/flows', limits: { graceMs: 500 } },
    });
    expect(request.graph?.nodes?.map((node) => node.id)).toEqual(['a']);
  });
});

describe('documentSnapshot', () => {
  it('is plain JSON of the whole flow', () => {
    const snapshot = documentSnapshot(read(TEXT), 'report.flow');
    expect(JSON.parse(JSON.stringify(snapshot))).toEqual(snapshot);
    expect(snapshot).toMatchObject({
      version: 7,
      title: 'report.flow',
      flow: { name: 'Report', layout: [['a', [10, 20]]] },
    });
    expect(snapshot.broken).toBeUndefined();
  });

  it('shows the last good flow of a broken text, with the reason and its line', () => {
    const snapshot = documentSnapshot(read('flow: 1\nnodes: {{{\n', TEXT), 'report.flow');
    expect(snapshot.flow.nodes.map((node) => node.id)).toEqual(['a']);
    expect(snapshot.broken?.line).toBeGreaterThanOrEqual(1);
    expect(snapshot.broken?.message).not.toBe('');
  });

  it('shows an empty flow where no text was ever good', () => {
    const snapshot = documentSnapshot(read('nodes: {{{\n'), 'report.flow');
    expect(snapshot.flow.nodes).toEqual([]);
    expect(snapshot.broken).toBeDefined();
  });
});
