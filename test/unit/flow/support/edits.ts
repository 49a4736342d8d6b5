import * as fc from 'fast-check';
import type { FlowDocument } from '../../../../src/flow/document.ts';
import { copyNodes } from '../../../../src/flow/edit/copyNodes.ts';
import type { FlowEdit } from '../../../../src/flow/edit/flowEdit.ts';
import { freeId } from '../../../../src/flow/edit/freeId.ts';
import { isRefusal } from '../../../../src/flow/edit/refusal.ts';
import type { FlowPath, JsonValue, WireSource } from '../../../../src/flow/model.ts';

/** Numbers from which an edit is made that fits a document. */
export interface Choice {
  readonly kind: number;
  readonly first: number;
  readonly second: number;
  readonly value: JsonValue;
}

const text = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    'yes',
    'true',
    'null',
    '~',
    '1e3',
    '007',
    '1.10',
    '2026-11-20',
    'plain',
    'two words',
    '- item',
    '-n',
    '--flag',
    ': x',
    'a: b',
    'a:b',
    'a #b',
    '#b',
    '{x}',
    '[x',
    'a, b',
    '&a',
    '*a',
    '!t',
    '|',
    '>',
    "it's",
    '"quoted"',
    '\\n',
    'tab\there',
    ' lead',
    'trail ',
    '---',
    '...',
    '? x',
    '%x',
    '@x',
    '`x',
    'ü 🚀',
    '\u0000',
    '\ufeff',
    '\u2028',
    '\ud800',
    '=',
    '<<',
    '0x1F',
    '.inf',
    '${day}',
    'a\r\nb',
  ),
  fc.constantFrom(
    'echo one\n',
    'echo one\necho two',
    'a\n\n\nb\n',
    '\na\n',
    '\n',
    '\n\n',
    '  indented\nless\n',
    'a\n  b\n\tc\n',
    'keep\n\n',
    'x\n ',
    ' \nx',
    'a\n# no comment\n',
    '🚀\nü\n',
    '---\n...\n',
    '  all\n  indented',
  ),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);

const scalar: fc.Arbitrary<JsonValue> = fc.oneof(
  text,
  text,
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);

const json: fc.Arbitrary<JsonValue> = fc.oneof(
  scalar,
  scalar,
  fc.array(scalar, { maxLength: 4 }),
  fc.dictionary(fc.constantFrom('a', 'b', 'key with space', 'x: y', '', 'true', '1'), scalar, { maxKeys: 3 }),
  fc.constantFrom<JsonValue[]>([], [{}], [[]], [{ a: [1, { b: 'two\nlines\n' }] }, 'x']),
);

/** Choices for edits of any document. */
export const choices: fc.Arbitrary<Choice> = fc.record({
  kind: fc.nat({ max: 99 }),
  first: fc.nat(),
  second: fc.nat(),
  value: json,
});

/** An edit of this document; undefined when it has nothing that the choice could be about. */
export function editFor(document: FlowDocument, choice: Choice, paths: readonly FlowPath[]): FlowEdit | undefined {
  const { nodes } = document.model;
  const node = nodes[choice.first % Math.max(1, nodes.length)];
  const other = nodes[choice.second % Math.max(1, nodes.length)];
  const source: WireSource | undefined =
    other &&
    (choice.first % 3 === 0 ? { from: 'node', node: other.id } : { from: 'node', node: other.id, port: 'stdout' });
  const kind = choice.kind % 10;
  if (kind === 0) {
    return {
      type: 'addNode',
      id: freeId(document.model, 'added'),
      uses: 'shell',
      ...(choice.first % 2 === 0 ? { with: { run: choice.value } } : {}),
      ...(source && choice.second % 2 === 0 ? { in: { x: source, y: [source] } } : {}),
      ...(choice.second % 3 === 0 ? { position: [choice.first % 1000, -(choice.second % 1000)] as const } : {}),
    };
  }
  if (kind === 1) {
    const positions = Object.fromEntries(
      nodes.slice(0, 3).map(({ id }, index) => [id, [choice.first % 500, index] as const]),
    );
    return { type: 'move', positions };
  }
  if (!node || !other || !source) return undefined;
  if (kind === 2) return { type: 'deleteNodes', ids: [...new Set([node.id, ...(choice.first % 2 ? [other.id] : [])])] };
  if (kind === 3)
    return { type: 'renameNode', id: node.id, newId: freeId(document.model, choice.first % 2 ? 'renamed' : 'null') };
  if (kind === 4)
    return {
      type: 'connect',
      node: node.id,
      port: choice.first % 2 ? 'fresh' : (node.in[0]?.port ?? 'n'),
      source,
      append: choice.second % 2 === 0,
    };
  if (kind === 5) {
    const port = node.in[choice.second % Math.max(1, node.in.length)];
    const wired = port?.sources[0];
    return (
      port && {
        type: 'disconnect',
        node: node.id,
        port: port.port,
        ...(wired && choice.first % 2 ? { source: wired } : {}),
      }
    );
  }
  if (kind === 6) {
    const id = freeId(document.model, 'copy');
    if (choice.second % 2 === 0) {
      const copied = copyNodes(document, [node.id, other.id], { [node.id]: [choice.first % 500, 0] });
      return isRefusal(copied) ? undefined : { type: 'pasteNodes', text: copied, at: [0, choice.second % 500] };
    }
    return { type: 'duplicateNodes', ids: [node.id], newIds: [id], offset: [40, 40] };
  }
  const settings = paths.filter((path) => path[0] === 'nodes' && path.length >= 3 && path[2] !== 'in');
  const path = kind === 7 ? undefined : settings[choice.second % Math.max(1, settings.length)];
  if (kind === 9 && path) return { type: 'setValue', path, value: undefined };
  return { type: 'setValue', path: path ?? ['nodes', node.id, 'with', 'fresh'], value: choice.value };
}
