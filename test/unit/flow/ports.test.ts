import { describe, expect, it } from 'vitest';
import { BUILTIN_CATALOG } from '../../../src/flow/catalog/builtinCatalog.ts';
import { parseFlow } from '../../../src/flow/parse/parseFlow.ts';
import { PORT_TYPES } from '../../../src/flow/parse/readTop.ts';
import { canConnect, collectedType, portsOf, wiredPorts } from '../../../src/flow/ports.ts';

function ports(text: string, id = 'a'): { readonly inPorts: readonly string[]; readonly outPorts: readonly string[] } {
  const { model } = parseFlow(`flow: 1\nnodes:\n${text}`);
  const node = model.nodes.find((candidate) => candidate.id === id);
  if (!node) throw new Error('no such node');
  const { inPorts, outPorts } = portsOf(node, BUILTIN_CATALOG.get(node.uses), wiredPorts(model));
  return { inPorts: inPorts.map(({ name }) => name), outPorts: outPorts.map(({ name }) => name) };
}

describe('portsOf', () => {
  it('lists declared in-ports first, then those that are wired', () => {
    expect(ports('  a: { uses: shell, in: { z: b, stdin: b } }\n').inPorts).toEqual(['stdin', 'z']);
    expect(ports('  a: { uses: json.parse, in: { z: b } }\n').inPorts).toEqual(['text']);
    expect(ports('  a: { uses: not-known, in: { z: b } }\n').inPorts).toEqual(['z']);
  });

  it('lists what a script writes to $FLOW_OUTPUT, and what others wire', () => {
    const script = [
      'echo "count=$(wc -l)" >> "$FLOW_OUTPUT"',
      'printf "size=%s\\n" 1 >>$FLOW_OUTPUT',
      '{ echo "body<<EOF"; cat x; echo EOF; } >> "${FLOW_OUTPUT}"',
      'other=1; cat x > y',
      "echo 'last=1' >> $FLOW_OUTPUT",
    ];
    const text = `  a:\n    uses: shell\n    with:\n      run: |\n${script.map((line) => `        ${line}\n`).join('')}  b: { uses: shell, in: { x: a.wired, y: a.stdout }, when: a.asked }\n`;
    expect(ports(text).outPorts).toEqual([
      'stdout',
      'stderr',
      'exitCode',
      'files',
      'count',
      'size',
      'body',
      'last',
      'wired',
      'asked',
    ]);
    expect(ports('  a: { uses: constant }\n  b: { uses: shell, in: { x: a.wired } }\n').outPorts).toEqual(['value']);
  });

  it('gives lists where a node runs once per item, and takes whatever may be one', () => {
    const { model } = parseFlow('flow: 1\nnodes:\n  a: { uses: json.parse, in: { text: b }, each: text }\n');
    const [node] = model.nodes;
    if (!node) throw new Error('no node');
    const { inPorts, outPorts } = portsOf(node, BUILTIN_CATALOG.get(node.uses));
    expect(inPorts.map(({ name, type }) => [name, type])).toEqual([['text', 'any']]);
    expect(outPorts.map(({ name, type }) => [name, type])).toEqual([['value', 'list of json']]);
    expect(collectedType('list of file')).toBe('list of json');
  });
});

describe('canConnect', () => {
  it('lets every type go to itself, to any and from any', () => {
    for (const type of PORT_TYPES) {
      expect(canConnect(type, type)).toBe(true);
      expect(canConnect(type, 'any')).toBe(true);
      expect(canConnect('any', type)).toBe(true);
    }
  });

  it.each([
    ['text', 'number', true],
    ['number', 'text', true],
    ['json', 'text', true],
    ['file', 'bytes', true],
    ['file', 'table', true],
    ['text', 'image', false],
    ['boolean', 'table', false],
    ['list of text', 'text', false],
    ['text', 'list of text', false],
    ['list of text', 'json', true],
    ['json', 'list of text', true],
    ['list of text', 'list of number', true],
    ['list of image', 'list of number', false],
  ] as const)('%s to %s is %s', (from, to, expected) => {
    expect(canConnect(from, to)).toBe(expected);
  });
});
