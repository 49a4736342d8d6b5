import { describe, expect, it } from 'vitest';
import { BUILTIN_CATALOG } from '../../../src/flow/catalog/builtinCatalog.ts';
import { parseFlow } from '../../../src/flow/parse/parseFlow.ts';
import { isRunnable, validateFlow } from '../../../src/flow/validate/validateFlow.ts';
import { check } from './support/check.ts';
import { fixture } from './support/fixtures.ts';

describe('validateFlow reports', () => {
  it('kinds that are unknown, of later builds, or not said', () => {
    check(`
flow: 1
nodes:
  a: { uses: shel, with: { run: echo } }
~             ^^^^ error unknown-kind: There is no kind "shel". Did you mean "shell"? => shell
  b: { uses: python }
~             ^^^^^^ error unsupported: This build does not run nodes of the kind python yet, so "python" cannot be used.
  d: { uses: images/resize }
~             ^^^^^^^^^^^^^ error unsupported: This build does not run kinds of plugins yet, so "images/resize" cannot be used.
  e: { uses: something_else }
~             ^^^^^^^^^^^^^^ error unknown-kind: There is no kind "something_else". Kinds are shell, exec, script, aws, constant, template, transform, json.parse, csv.parse, merge, file.read, file.write, file.glob, http, delay and assert.
  f: { with: { run: x } }
~  ^ error structure: Node "f" does not say what it does; add "uses: shell" or another kind.
  g:
~  ^ error structure: Node "g" does not say what it does; add "uses: shell" or another kind.
`);
  });

  it('wires that come from nowhere, go nowhere, or carry the wrong type', () => {
    check(`
flow: 1
inputs: { day: text }
nodes:
  a: { uses: constant, with: { value: 1 } }
  b:
    uses: shell
    in:
      x: a.valu
~         ^^^^^^ error unknown-port: "a" has no out-port "valu"; it has value. Did you mean "value"? => a.value
      y: aa.value
~         ^^^^^^^^ error unknown-node: There is no node "aa". Did you mean "a.value"? => a.value
      z: inputs.dya
~         ^^^^^^^^^^ error unknown-input: There is no input "dya": the flow's inputs are day. Did you mean "day"? => inputs.day
      d: day
~         ^^^ error unknown-node: There is no node "day". Did you mean "inputs.day"? => inputs.day
      l: [a, a.nothing]
~             ^^^^^^^^^ error unknown-port: "a" has no out-port "nothing"; it has value.
      w: 'not a wire'
~         ^^^^^^^^^^^^ error structure: "not a wire" is no wire; write node.port, node or inputs.name.
    with: { run: 'echo n=1 >> "$FLOW_OUTPUT"' }
  c: { uses: json.parse, in: { txt: b.stdot, text: [b.n, b.m] } }
~                               ^^^ error unknown-port: There is no in-port "txt": "json.parse" takes text. Did you mean "text"? => text
~                                    ^^^^^^^ warning unknown-port: "b" has no out-port "stdot"; it has stdout, stderr, exitCode, files and n. Its script does not write "stdot" to $FLOW_OUTPUT. Did you mean "stdout"? => b.stdout
~                                                   ^^^^^^^^^^ error type-conflict: "text" takes one wire, not a list. A merge node makes one value of several.
~                                                         ^^^ warning unknown-port: "b" has no out-port "m"; it has stdout, stderr, exitCode, files and n. Its script does not write "m" to $FLOW_OUTPUT.
  d: { uses: json.parse, in: { text: b.exitCode }, after: [b, zz], when: not bb.stdout }
~                                                              ^^ error unknown-node: There is no node or service "zz" to come after.
~                                                                         ^^^^^^^^^^^^^ error unknown-node: There is no node "bb". Did you mean "b.stdout"? => not b.stdout
  e: { uses: csv.parse }
~  ^ error missing-port: "e" needs a wire on "text": add "in: { text: node.port }".
  g: { uses: file.glob, with: { patterns: [a] } }
  h: { uses: json.parse, in: { text: g.files } }
~                                     ^^^^^^^ error type-conflict: "g.files" gives list of text, which cannot become the text that "text" takes.
outputs:
  o: c.value
  p: c.rows
~     ^^^^^^ error unknown-port: "c" has no out-port "rows"; it has value.
  q: inputs.day
~     ^^^^^^^^^^ error structure: An output of the flow comes from a node: write node.port.
`);
  });

  it('circles, with the way around them', () => {
    check(`
flow: 1
nodes:
  a: { uses: shell, in: { x: c }, with: { run: x } }
~                             ^ error cycle: These nodes wait for each other: a → b → c → a. Remove one of the wires.
  b: { uses: shell, in: { x: a }, with: { run: x } }
  c: { uses: shell, after: [b], with: { run: x } }
  d: { uses: shell, in: { x: d, y: c }, with: { run: x } }
~                             ^ error cycle: "d" waits for itself (d → d); remove this wire.
  e: { uses: shell, when: d, with: { run: x } }
`);
  });

  it('ids and keys that are invalid or stand there twice, and a later format version', () => {
    check(`
flow: 2
~      ^ error format-version: This file has format version 2, but this build of Millrace reads version 1; update Millrace.
nodes:
  9a: { uses: shell, with: { run: x } }
~  ^^ error invalid-id: "9a" cannot be the id of a node. Ids start with a letter or _, then letters, digits, _ and - follow.
  a b: { uses: shell, with: { run: x } }
~  ^^^ error invalid-id: "a b" cannot be the id of a node. Ids start with a letter or _, then letters, digits, _ and - follow.
  inputs: { uses: shell, with: { run: x } }
~  ^^^^^^ error invalid-id: "inputs" cannot be the id of a node, because wires from the flow's inputs start with it.
  c: { uses: shell, with: { run: x } }
  c: { uses: shell, with: { run: y } }
~  ^ error duplicate-id: There are two nodes with the id "c"; only the first counts. Give this one another id.
nodes: {}
~^^^^^ error structure: "nodes" stands here twice; only the first counts. Remove or rename one of them.
layout: { c: [1], zz: [0, 0], c: [0, 0] }
~             ^^^ warning structure: The position of "c" must be [x, y] with two numbers.
~                  ^^ warning unknown-node: There is no node "zz".
~                              ^ error structure: "c" stands here twice; only the first counts. Remove or rename one of them.
`);
  });

  it('secrets in the arguments of processes', () => {
    check(`
flow: 1
inputs: { DAY: text }
secrets: [TOKEN, DAY]
nodes:
  a: { uses: exec, with: { program: curl, args: ['-H', 'X: \${TOKEN}', '\${DAY}'] } }
~                                                           ^^^^^^^^ error exposed-secret: \${TOKEN} would put the secret into the arguments of a process, which everybody on the machine can read. Write "secrets: [TOKEN]" in the node instead: the command then finds it in its environment variable TOKEN.
  b: { uses: http, with: { url: 'https://x/', headers: { X: '\${TOKEN}' } } }
  c: { uses: shell, secrets: [TOKEN], with: { run: 'echo "\${TOKEN}"' } }
`);
  });

  it('settings, names in them, and secrets', () => {
    check(`
flow: 1
inputs: { day: text }
secrets: [TOKEN, bad-name]
~                 ^^^^^^^^ error invalid-id: "bad-name" cannot be the name of a secret; use letters, digits and _, as for an environment variable.
nodes:
  a: { uses: shell }
~  ^ error missing-setting: "a" needs the setting "run": The script. Append name=value to the file $FLOW_OUTPUT to give the node an out-port of that name.
  b: { uses: shell, with: { run: "", shel: bash, exitCodes: 0 } }
~                            ^^^ error missing-setting: "b" needs the setting "run": The script. Append name=value to the file $FLOW_OUTPUT to give the node an out-port of that name.
~                                     ^^^^ warning unknown-setting: "shel" means nothing here and is passed over; settings of "shell" are run, shell and exitCodes. Did you mean "shell"? => shell
~                                                            ^ error invalid-setting: "exitCodes" must be a list: write [0]. => [0]
  c: { uses: exec, with: { program: 5, args: "-n", exitCodes: [0, 300, x] } }
~                                    ^ error invalid-setting: "program" must be text; put it in quotes: "5". => "5"
~                                             ^^^^ error invalid-setting: "args" must be a list: write ["-n"]. => ["-n"]
~                                                                  ^^^ error invalid-setting: Entry 2 of "exitCodes" must be at most 255.
~                                                                       ^ error invalid-setting: Entry 3 of "exitCodes" must be a whole number, not text.
  d: { uses: file.read, with: { path: a, as: txt } }
~                                             ^^^ error invalid-setting: "as" can only be text, bytes or json. Did you mean "text"? => text
  e: { uses: delay, with: { for: 10 parsecs } }
~                                 ^^^^^^^^^^ error invalid-duration: "for" is no duration. Write a number with a unit, such as 500ms, 30s, 10m or 2h.
  f: { uses: delay, with: { for: 10 } }
~                                 ^^ error invalid-duration: "for" is no duration. A unit is missing: write 10s for seconds. => 10s
  g: { uses: http, with: { url: example.com, headers: { A: [1] }, method: get } }
~                                ^^^^^^^^^^^ error invalid-setting: "url" must be an address that starts with http:// or https://.
~                                                           ^^^ error invalid-setting: "A" of "headers" must be text, a number or true or false, not a list.
~                                                                          ^^^ error invalid-setting: "method" can only be GET, POST, PUT, PATCH, DELETE, HEAD or OPTIONS. Did you mean "GET"? => GET
  h: { uses: http, with: { url: "https://x/\${day}/\${dya}/\${TOKEN}/$\${x}/\${dya}" } }
~                                                  ^^^^^^ error unknown-name: Nothing is called "dya" here: known are day, TOKEN and bad-name. Did you mean "day"? For the text itself write $\${dya}. => \${day}
~                                                                        ^^^^^^ error unknown-name: Nothing is called "dya" here: known are day, TOKEN and bad-name. Did you mean "day"? For the text itself write $\${dya}. => \${day}
  i: { uses: json.parse, in: { text: a }, with: { deep: 1 } }
~                                                  ^^^^ warning unknown-setting: "deep" means nothing here and is passed over; "json.parse" has no settings.
  j: { uses: csv.parse, in: { text: a }, with: { header: "no", delimiter: ~ }, env: { A: b }, workdir: x }
~                                                         ^^^^ error invalid-setting: "header" must be true or false, not text.
~                                                                               ^^^ warning unknown-key: "env" has no effect here: "csv.parse" starts no process.
~                                                                                              ^^^^^^^ warning unknown-key: "workdir" has no effect here: "csv.parse" starts no process.
  k: { uses: shell, with: { run: 'echo \${HOME}' }, secrets: [TOKN] }
~                                                             ^^^^ error unknown-secret: The flow has no secret "TOKN"; add it to "secrets" at the top level. Did you mean "TOKEN"? => TOKEN
  l: { uses: constant, with: { value: ~ } }
`);
  });

  it('unknown keys, wrong values and parts of the format of later builds', () => {
    check(`
flow: 1
nam: typo
~^^^ warning unknown-key: "nam" means nothing at the top level and is passed over. Did you mean "name"? => name
x-mine: fine
<<: { a: 1 }
~^^ error unknown-key: Merge keys (<<) are no part of YAML 1.2 and merge nothing here; write the keys out.
inputs:
  a: { typ: text, type: txt }
~       ^^^ warning unknown-key: "typ" means nothing in an input and is passed over. Did you mean "type"? => type
~                        ^^^ error structure: "txt" is no type. Types are text, number, boolean, json, table, file, image, bytes, any and "list of" each. Did you mean "text"? => text
  b: { type: number, default: x }
~                              ^ error type-conflict: The default of "b" is no number.
  c: number
  d: { options: [a, b], default: c }
~                                 ^ error type-conflict: The default of "d" is none of its options: a or b.
defaults: { timeot: 3s, timeout: 3, sandbox: { network: none } }
~            ^^^^^^ warning unknown-key: "timeot" means nothing in "defaults" and is passed over. Did you mean "timeout"? => timeout
~                                 ^ error invalid-duration: "timeout" is no duration. A unit is missing: write 3s for seconds. => 3s
~                                    ^^^^^^^ error unsupported: This build does not apply "sandbox" yet; remove it to run the flow without.
services: { db: { run: { program: postgres } } }
~            ^^ error unsupported: This build does not run services yet; "db" would never start.
groups: { g: { nodes: [a, b], titel: x, color: gren } }
~                          ^ warning unknown-node: There is no node "b".
~                              ^^^^^ warning unknown-key: "titel" means nothing in a group and is passed over. Did you mean "title"? => title
~                                               ^^^^ warning invalid-setting: "gren" is no colour of groups; use blue, green, yellow, orange, red or purple. Did you mean "green"? => green
nodes:
  a:
    uses: shell
    wiht: { run: x }
~    ^^^^ warning unknown-key: "wiht" means nothing in a node and is passed over. Did you mean "with"? => with
    with: { run: x }
    timeout: 30
~             ^^ error invalid-duration: "timeout" is no duration. A unit is missing: write 30s for seconds. => 30s
    retry: { attempts: -1, dely: 2s, on: [failed, crash] }
~                       ^^ error structure: "attempts" must be a whole number of at least 0.
~                           ^^^^ warning unknown-key: "dely" means nothing in "retry" and is passed over. Did you mean "delay"? => delay
~                                                  ^^^^^ error structure: Entry 2 of "on" is "crash", but can only be failed, timed-out or crashed. Did you mean "crashed"? => crashed
    onError: stopp
~             ^^^^^ error structure: "onError" is "stopp", but can only be stop, continue or ignore. Did you mean "stop"? => stop
    cache: of
~           ^^ error structure: "cache" is "of", but can only be auto or off. Did you mean "off"? => off
    each: x
~          ^ error unknown-port: "each" names the in-port "x", but nothing is wired to it: wires are on d.
    sandbox: { network: none }
~    ^^^^^^^ error unsupported: This build does not run nodes in a sandbox yet; "sandbox" would have no effect.
    in: { d: db.port }
~             ^^^^^^^ error unsupported: "db" is a service, and this build does not run services yet.
    after: [db]
`);
  });

  it('nodes that run once per item of what is no list, or of nothing', () => {
    check(`
flow: 1
nodes:
  a: { uses: shell, with: { run: x } }
  g: { uses: file.glob, with: { patterns: [a] } }
  b: { uses: shell, in: { files: g }, each: file, with: { run: x } }
~                                            ^^^^ error unknown-port: "each" names the in-port "file", but nothing is wired to it: wires are on files. Did you mean "files"? => files
  c: { uses: shell, in: { n: a.exitCode }, each: n, with: { run: x } }
~                             ^^^^^^^^^^ error type-conflict: "a.exitCode" gives number, which is no list, but "c" runs once per item of it.
  d: { uses: merge, in: { items: [a, a] }, each: items }
~                                                 ^^^^^ error type-conflict: "items" takes all values of its list at once: "merge" cannot run once per item of it.
  e: { uses: shell, with: { run: x }, concurrency: 2 }
~                                      ^^^^^^^^^^^ warning unknown-key: "concurrency" says how many items of "each" run at a time; without "each" it has no effect.
  f: { uses: json.parse, in: { text: g }, each: text, concurrency: 4 }
  h: { uses: json.parse, in: { text: [a, a.stderr] }, each: text }
  i: { uses: json.parse, in: { text: f }, each: text }
  j: { uses: json.parse, in: { text: b } }
~                                     ^ error type-conflict: "b" gives list of text, which cannot become the text that "text" takes.
  k: { uses: shell, in: { t: a, j: f, l: b }, each: l, with: { run: x } }
`);
  });

  it('resources of which there is not enough, or whose name looks like a slip', () => {
    check(`
flow: 1
defaults: { resources: { gpu: 2, disk: 0 } }
~                                       ^ error structure: "disk" must be a whole number of at least 1.
nodes:
  a: { uses: shell, with: { run: x }, resources: { gpu: 2, lock: 1 } }
  b: { uses: shell, with: { run: x }, resources: { gpu: 3 } }
~                                                        ^ error invalid-setting: "b" needs 3 of "gpu", but there is only 2; write "defaults: { resources: { gpu: 3 } }" if there is more.
  c: { uses: shell, with: { run: x }, resources: { gpus: 1 } }
~                                                   ^^^^ warning unknown-name: "defaults" names no resource "gpus", only gpu; there is 1 of it. Did you mean "gpu"? => gpu
  d: { uses: shell, with: { run: x }, resources: { lock: 2 } }
~                                                         ^ error invalid-setting: "d" needs 2 of "lock", but "defaults" does not say how much there is, so there is 1; write "defaults: { resources: { lock: 2 } }" if there is more.
`);
  });

  it('values of the wrong shape', () => {
    check(`
flow: 1
name: [a]
~      ^^^ error structure: "name" must be text, not a list.
env: text
~     ^^^^ error structure: "env" must be a map of names to values.
nodes:
  a: text
~     ^^^^ error structure: "a" must be a map of names to values.
  b: [x]
~     ^^^ error structure: "b" must be a map of names to values.
  c:
    uses: { x: 1 }
~          ^^^^^^^^ error structure: "uses" must be text, not a map.
    in: [a]
~        ^^^ error structure: "in" must be a map of names to values.
    with: text
~          ^^^^ error structure: "with" must be a map of names to values.
    after: { a: 1 }
~           ^^^^^^^^ error structure: "after" must be text, not a map.
    when: a or b
~          ^^^^^^ error structure: "a or b" is no condition; write a wire such as check.ok, or "not check.ok".
outputs: [a]
~         ^^^ error structure: "outputs" must be a map of names to values.
`);
  });

  it('a missing format version and nodes that are no map', () => {
    check(`
name: No version
~^^^^ error format-version: The file does not say which version of the format it has; write "flow: 1" at its top.
nodes: [a]
~       ^^^ error structure: "nodes" must be a map with one entry per node.
`);
  });

  it('an unclosed quote, at its start', () => {
    check(`
flow: 1
nodes:
  a: "unclosed
~     ^^^^^^^^^ error syntax: The closing quote of this text is missing.
`);
  });
});

describe('validateFlow', () => {
  const FLOW = `flow: 1
name: Sales report
inputs:
  day: { type: text, default: "2026-11-20" }
secrets: [API_TOKEN]
nodes:
  download:
    uses: http
    with:
      url: https://example.com/sales/\${day}.csv
      headers: { Authorization: "Bearer \${API_TOKEN}" }
      method: \${day}
    retry: { attempts: 3, delay: 2s }
  table:
    uses: csv.parse
    in: { text: download.body }
  total:
    uses: transform
    in: { rows: table }
    with: { expression: "$sum($rows.amount)" }
  publish:
    uses: shell
    in: { total: total.value, stdin: table.rows }
    when: not total
    after: [download]
    with: { run: 'echo "day=$total" >> "$FLOW_OUTPUT"' }
    secrets: [API_TOKEN]
    cache: { outputs: [out/sales.svg] }
  all:
    uses: merge
    in: { items: [publish.day, total, inputs.day] }
outputs: { all: all.value }
groups: { one: { title: One, nodes: [all, total] } }
layout: { all: [1, 2] }
`;

  it('has nothing to say about a flow that is right', () => {
    check(`\n${FLOW}`);
  });

  it.each(['comments', 'flow-style', 'anchors', 'unicode', 'indent3', 'crlf', 'wires', 'tabs', 'no-final-newline'])(
    'finds no error in the fixture %s',
    (name) => {
      const diagnostics = validateFlow(parseFlow(fixture(name)), BUILTIN_CATALOG);
      expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    },
  );

  it('gives the same after an edit as from nothing', () => {
    const before = parseFlow(FLOW);
    expect(validateFlow(before, BUILTIN_CATALOG)).toEqual([]);
    for (const [from, to] of [
      ['  day: {', '  date: {'],
      ['secrets: [API_TOKEN]\nnodes', 'nodes'],
      ['uses: csv.parse', 'uses: json.parse'],
      ['  total:\n', '  sum:\n'],
    ] as const) {
      const text = FLOW.replace(from, to);
      const found = validateFlow(parseFlow(text, before), BUILTIN_CATALOG);
      expect(found.length).toBeGreaterThan(0);
      expect(found).toEqual(validateFlow(parseFlow(text), BUILTIN_CATALOG));
    }
  });

  it('lets only errors keep a flow from running', () => {
    expect(isRunnable(validateFlow(parseFlow('flow: 1\nodd: 1\n'), BUILTIN_CATALOG))).toBe(true);
    expect(isRunnable(validateFlow(parseFlow('flow: 3\n'), BUILTIN_CATALOG))).toBe(false);
  });

  it('names nodes called like parts of every object as any others', () => {
    check(`
flow: 1
nodes:
  constructor: { uses: constant, with: { value: 1 } }
  __proto__: { uses: shell, in: { toString: constructor.value }, with: { run: echo } }
  valueOf: { uses: shell, in: { a: __proto__.stdout, b: hasOwnProperty }, with: { run: echo } }
~                                                        ^^^^^^^^^^^^^^ error unknown-node: There is no node "hasOwnProperty".
  last: { uses: shell, with: { run: echo, toString: 1 } }
~                                          ^^^^^^^^ warning unknown-setting: "toString" means nothing here and is passed over; settings of "shell" are run, shell and exitCodes.
`);
  });
});
