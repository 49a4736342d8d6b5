import { describe, expect, it } from 'vitest';
import { BUILTIN_CATALOG } from '../../../src/flow/catalog/builtinCatalog.ts';
import { compileFlow, type RunnableFlow } from '../../../src/flow/compile/compileFlow.ts';
import { parseFlow } from '../../../src/flow/parse/parseFlow.ts';
import { DEEPEST_SUB_FLOWS } from '../../../src/flow/subflow/limits.ts';
import { pathWithin, projectFolder } from '../../../src/flow/subflow/project.ts';
import { relativeFolder, resolveSubFlow } from '../../../src/flow/subflow/subFlowPath.ts';
import { openSubFlows, validateFlow } from '../../../src/flow/validate/validateFlow.ts';
import { check } from './support/check.ts';
import { placeAmong } from './support/flowFiles.ts';

const CLEAN = `flow: 1
name: Clean
description: Takes out the rows that are no use.
inputs:
  rows: { type: table, description: What there is }
  limit: { type: number, default: 10 }
  mode: { type: text, default: fast, options: [fast, slow] }
nodes:
  keep: { uses: merge, in: { rows: inputs.rows, limit: inputs.limit, mode: inputs.mode } }
  count: { uses: csv.parse, in: { text: keep } }
outputs: { kept: keep, table: count.rows }
`;

const SECRETIVE = `flow: 1
secrets: [KEY, TOKEN]
nodes: { a: { uses: constant, with: { value: 1 } } }
outputs: { value: a }
`;

function files(texts: Record<string, string> = {}) {
  return placeAmong('flows/main.flow', { 'flows/clean.flow': CLEAN, 'shared/secretive.flow': SECRETIVE, ...texts });
}

describe('a node that stands for another flow', () => {
  it('has the inputs of the flow as in-ports and settings, and its outputs as out-ports', () => {
    check(
      `
flow: 1
inputs: { n: number }
nodes:
  data: { uses: constant, with: { value: 1 } }
  a: { uses: ./clean.flow, in: { rows: data }, with: { limit: 3, mode: slow } }
  b: { uses: ./clean.flow, in: { rows: a.table, mode: inputs.n } }
  c: { uses: ./clean.flow }
~  ^ error missing-port: "c" needs a value for "rows": add "in: { rows: node.port }" for a wire, or "with: { rows: … }" for a fixed one.
  d: { uses: ./clean.flow, in: { rows: data, row: a, limit: a.table }, with: { limit: x, mod: fast } }
~                                             ^^^ error unknown-port: There is no in-port "row": "./clean.flow" takes rows, limit and mode. Did you mean "rows"? => rows
~                                                            ^^^^^^^ error type-conflict: "a.table" gives table, which cannot become the number that "limit" takes.
~                                                                               ^^^^^ error duplicate-value: "limit" is wired and stands in "with"; a value can only come from one of them.
~                                                                                      ^ error invalid-setting: "limit" must be a number, not text.
~                                                                                         ^^^ warning unknown-setting: "mod" means nothing here and is passed over; settings of "./clean.flow" are rows, limit and mode. Did you mean "mode"? => mode
  e: { uses: ./clean.flow, with: { rows: [1], mode: medium, limit: } }
~                                                    ^^^^^^ error invalid-setting: "mode" can only be fast or slow.
  f: { uses: csv.parse, in: { text: a.rows } }
~                                    ^^^^^^ error unknown-port: "a" has no out-port "rows"; it has kept and table.
  g: { uses: delay, in: { value: a }, with: { for: 1s } }
`,
      files(),
    );
  });

  it('names a file of the project by its way from the flow’s own', () => {
    check(
      `
flow: 1
nodes:
  a: { uses: clean.flow }
~             ^^^^^^^^^^ error unknown-flow: Write "./clean.flow" for the flow in the file clean.flow. => ./clean.flow
  b: { uses: '.\\clean.flow' }
~             ^^^^^^^^^^^^^^ error unknown-flow: Write "./clean.flow", with forward slashes: the flow then runs on every system. => ./clean.flow
  c: { uses: /etc/clean.flow }
~             ^^^^^^^^^^^^^^^ error unknown-flow: "/etc/clean.flow" must be a path from this file's folder, such as ./clean.flow.
  d: { uses: ./clean.yaml }
~             ^^^^^^^^^^^^ error unknown-flow: "./clean.yaml" names no flow: the name of its file ends in .flow.
  e: { uses: ../../clean.flow }
~             ^^^^^^^^^^^^^^^^ error unknown-flow: "../../clean.flow" leads out of the project; use a flow within it.
  f: { uses: ./cleen.flow }
~             ^^^^^^^^^^^^ error unknown-flow: There is no file flows/cleen.flow.
`,
      files(),
    );
    check(`
flow: 1
nodes:
  a: { uses: ./clean.flow }
~             ^^^^^^^^^^^^ error unknown-flow: "./clean.flow" is found from the folder of this file: save this flow to a file first.
`);
  });

  it('tells what is wrong within, with the first place', () => {
    check(
      `
flow: 1
nodes:
  a: { uses: ./one.flow }
~             ^^^^^^^^^^ error broken-flow: one.flow has an error, line 2: There is no kind "shel". Did you mean "shell"?
  b: { uses: ./two.flow, with: { n: 1 } }
~             ^^^^^^^^^^ error broken-flow: two.flow has 2 errors; the first, line 3: There is no kind "nothing_like_it". Kinds are shell, exec, script, aws, constant, template, transform, json.parse, csv.parse, merge, file.read, file.write, file.glob, http, delay and assert.
~                                 ^ warning unknown-setting: "n" means nothing here and is passed over; "./two.flow" has no settings.
  c: { uses: ./broken.flow }
~             ^^^^^^^^^^^^^ error broken-flow: broken.flow has 2 errors; the first, line 3: A closing brace } is missing.
`,
      files({
        'flows/one.flow': 'flow: 1\nnodes: { a: { uses: shel } }\n',
        'flows/two.flow': 'flow: 1\nnodes:\n  a: { uses: nothing_like_it }\n  b: { uses: ./one.flow }\n',
        'flows/broken.flow': 'flow: 1\nnodes: { a: [\n',
      }),
    );
  });

  it('must be given the secrets that the flow needs', () => {
    check(
      `
flow: 1
secrets: [KEY, OTHER]
nodes:
  a: { uses: ../shared/secretive.flow }
~  ^ error unknown-secret: secretive.flow needs the secrets KEY and TOKEN: add "secrets: [KEY, TOKEN]" to this node and TOKEN to "secrets" at the top level.
  b: { uses: ../shared/secretive.flow, secrets: [KEY, OTHER] }
~                                       ^^^^^^^ error unknown-secret: secretive.flow needs the secret TOKEN: add "secrets: [KEY, OTHER, TOKEN]" to this node and TOKEN to "secrets" at the top level.
~                                                      ^^^^^ warning unknown-secret: secretive.flow declares no secret "OTHER", so that none of its nodes gets it.
`,
      files(),
    );
  });

  it('says where keys belong that are about one piece of work', () => {
    check(
      `
flow: 1
nodes:
  data: { uses: constant, with: { value: [1] } }
  a: { uses: ./clean.flow, in: { rows: data }, each: rows, env: { A: b }, workdir: x, cache: off }
~                                               ^^^^ error unsupported: A sub-flow cannot run once per item. Give clean.flow the whole list as an input, and write "each" at the nodes within it.
~                                                           ^^^ warning unknown-key: "env" has no effect here: say it in clean.flow, whose nodes it is about.
~                                                                          ^^^^^^^ warning unknown-key: "workdir" has no effect here: say it in clean.flow, whose nodes it is about.
~                                                                                      ^^^^^ warning unknown-key: "cache" has no effect here: say it in clean.flow, whose nodes it is about.
`,
      files(),
    );
  });

  it('cannot need more than there is where it is used', () => {
    check(
      `
flow: 1
defaults: { resources: { gpu: 2 } }
nodes:
  a: { uses: ./outer.flow }
~             ^^^^^^^^^^^^ error limit: A node of outer.flow needs 3 of "gpu", of which there is 2. Raise that under "defaults".
  b: { uses: ./outer.flow, resources: { gpu: 2 } }
~             ^^^^^^^^^^^^ error limit: A node of outer.flow needs 3 of "gpu", of which "b" holds 2 for all of its nodes. Raise that under "resources".
  c: { uses: ./outer.flow, resources: { gpu: 3 } }
~                                             ^ error invalid-setting: "c" needs 3 of "gpu", but there is only 2; write "defaults: { resources: { gpu: 3 } }" if there is more.
  d: { uses: ./locked.flow }
`,
      files({
        'flows/outer.flow': 'flow: 1\ndefaults: { resources: { gpu: 3 } }\nnodes: { x: { uses: ./inner.flow } }\n',
        'flows/inner.flow':
          'flow: 1\ndefaults: { resources: { gpu: 3 } }\nnodes: { x: { uses: merge, resources: { gpu: 3 } } }\n',
        'flows/locked.flow': 'flow: 1\nnodes: { x: { uses: merge, resources: { lock: 1 } } }\n',
      }),
    );
  });

  it('is refused where files use each other in a circle, or too many stand within each other', () => {
    const use = (path: string) => `flow: 1\nnodes:\n  x: { uses: ${path} }\n`;
    const texts: Record<string, string> = {
      'flows/a.flow': use('./b.flow'),
      'flows/b.flow': use('./main.flow'),
      'flows/c.flow': use('./d.flow'),
      'flows/d.flow': use('./c.flow'),
    };
    for (let depth = 0; depth <= DEEPEST_SUB_FLOWS; depth++) {
      texts[`flows/deep${depth}.flow`] = depth === 0 ? 'flow: 1\n' : use(`./deep${depth - 1}.flow`);
      texts[`flows/wide${depth}.flow`] =
        `flow: 1\nnodes:\n${Array.from({ length: 9 }, (_, at) => `  n${at}: { uses: ${depth === 0 ? 'merge' : `./wide${depth - 1}.flow`} }\n`).join('')}`;
    }
    check(
      `
flow: 1
nodes:
  a: { uses: ./a.flow }
~             ^^^^^^^^ error cycle: These flows use each other: flows/main.flow → flows/a.flow → flows/b.flow → flows/main.flow. Take one of them out of the circle.
  b: { uses: ./main.flow }
~             ^^^^^^^^^^^ error cycle: This flow would run within itself (flows/main.flow → flows/main.flow); use another flow here.
  c: { uses: ./c.flow }
~             ^^^^^^^^ error broken-flow: c.flow has an error, line 3: These flows use each other: flows/c.flow → flows/d.flow → flows/c.flow. Take one of them out of the circle.
  d: { uses: ./deep${DEEPEST_SUB_FLOWS - 1}.flow }
  e: { uses: ./deep${DEEPEST_SUB_FLOWS}.flow }
~             ^^^^^^^^^^^^^ error limit: More than 16 flows would stand within each other here, which is the limit.
  f: { uses: ./wide6.flow }
~             ^^^^^^^^^^^^ error limit: The flows within this one have 597870 nodes together; 250000 is the limit.
`,
      files(texts),
    );
  });

  it('is checked again when a file within changes, and keeps what it knows when none does', () => {
    const texts: Record<string, string> = {
      'a.flow': 'flow: 1\nnodes: { x: { uses: ./b.flow } }\noutputs: { out: x.n }\n',
      'b.flow': 'flow: 1\nnodes: { n: { uses: constant, with: { value: 1 } } }\noutputs: { n: n }\n',
    };
    const place = placeAmong('main.flow', texts);
    const main = parseFlow('flow: 1\nnodes: { a: { uses: ./a.flow } }\n');
    const first = openSubFlows(main, BUILTIN_CATALOG, place).catalog;
    expect(first.get('./a.flow')?.outPorts.map(({ name }) => name)).toEqual(['out']);
    const edited = parseFlow('flow: 1\n\nnodes: { a: { uses: ./a.flow } }\n', main);
    expect(openSubFlows(edited, BUILTIN_CATALOG, place).catalog).toBe(first);
    texts['b.flow'] = 'flow: 1\nnodes: { n: { uses: constant, with: { value: 1 } } }\noutputs: { m: n }\n';
    expect(validateFlow(main, BUILTIN_CATALOG, place)).toMatchObject([
      { code: 'broken-flow', message: expect.stringContaining('"x" has no out-port "n"; it has m.') },
    ]);
  });
});

describe('compiling', () => {
  function compiled(text: string, texts?: Record<string, string>): RunnableFlow {
    const result = compileFlow(parseFlow(text), BUILTIN_CATALOG, files(texts));
    if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
    return result.flow;
  }

  it('puts each flow whole into the nodes that use it, with its folder and its limits', () => {
    const { graph, timeoutMs } = compiled(
      `flow: 1
timeout: 30m
defaults: { timeout: 1m, retry: 1 }
nodes:
  one: { uses: ./clean.flow, with: { rows: [1], limit: } }
  two: { uses: ../other/limited.flow, in: { in: one } }
  three: { uses: ../other/limited.flow, in: { in: two.out }, timeout: 5s }
outputs: { all: three }
`,
      {
        'other/limited.flow': `flow: 1
timeout: 2m
inputs: { in: any }
env: { A: b }
defaults: { concurrency: 2, onError: continue, resources: { gpu: 2 } }
nodes:
  x: { uses: merge, in: { v: inputs.in }, resources: { gpu: 1 } }
outputs: { out: x }
`,
      },
    );
    expect(timeoutMs).toBe(1_800_000);
    const [one, two, three] = graph.nodes ?? [];
    expect(one).toMatchObject({ kind: './clean.flow', timeoutMs: 60_000, retry: { attempts: 1 } });
    expect(one?.settings?.fields).toEqual({ rows: expect.anything() });
    expect(one?.subFlow).toMatchObject({ folder: '', timeoutMs: 0, concurrency: 0 });
    expect(one?.subFlow?.graph?.nodes?.map(({ id, retry, timeoutMs: limit }) => [id, retry, limit])).toEqual([
      ['keep', undefined, 0],
      ['count', undefined, 0],
    ]);
    expect(two).toMatchObject({ timeoutMs: 0, subFlow: { folder: '../other', timeoutMs: 120_000, concurrency: 2 } });
    expect(three).toMatchObject({ timeoutMs: 5_000 });
    expect(two?.subFlow?.graph).toMatchObject({
      env: { A: 'b' },
      resourceLimits: { gpu: 2 },
      nodes: [{ id: 'x', onError: 2, resources: { gpu: 1 } }],
      outputs: [{ name: 'out', source: { node: 'x', port: 'value' } }],
    });
    expect(graph.wires).toEqual([
      { node: 'two', port: 'in', source: { nodePort: { node: 'one', port: 'kept' } }, listItem: false },
      { node: 'three', port: 'in', source: { nodePort: { node: 'two', port: 'out' } }, listItem: false },
    ]);
    expect(graph.outputs).toEqual([{ name: 'all', source: { node: 'three', port: 'out' } }]);
  });
});

describe('paths of flows', () => {
  it('start in the folder of the flow that names them', () => {
    expect(resolveSubFlow('a/b/main.flow', './x.flow')).toBe('a/b/x.flow');
    expect(resolveSubFlow('a/b/main.flow', '../../x/./y.flow')).toBe('x/y.flow');
    expect(resolveSubFlow('a/main.flow', '../../x.flow')).toBeUndefined();
    expect(relativeFolder('a/b/main.flow', 'a/c/d/x.flow')).toBe('../c/d');
    expect(relativeFolder('a/main.flow', 'a/x.flow')).toBe('');
    expect(relativeFolder('main.flow', 'a/x.flow')).toBe('a');
  });

  it('stay within the repository, else within what is opened, else within the own folder', () => {
    const none = () => false;
    expect(projectFolder('/w/repo/flows/a.flow', '/w', (folder) => folder === '/w/repo')).toBe('/w/repo');
    expect(projectFolder('/w/flows/a.flow', '/w', none)).toBe('/w');
    expect(projectFolder('/w/flows/a.flow', '/x', none)).toBe('/w/flows');
    expect(projectFolder('/a.flow', undefined, none)).toBe('/');
    expect(projectFolder('C:/w/a.flow', undefined, none)).toBe('C:/w');
    expect(projectFolder('C:/a.flow', undefined, none)).toBe('C:/');
    expect(pathWithin('/', '/a.flow')).toBe('a.flow');
    expect(pathWithin('/w', '/wide/a.flow')).toBeUndefined();
  });
});
