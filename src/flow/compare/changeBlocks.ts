import type { JsonValue } from '../model.ts';
import { type EntryChange, type FlowComparison, marksOf, type NodeChange, type ValueChange } from './flowComparison.ts';
import { matchLines } from './matchLines.ts';

/** Values up to this length stand beside each other on one line. */
const INLINE_CHARACTERS = 60;

/** Lines of a changed text that are shown around each change. */
const CONTEXT_LINES = 1;

/** What a line or a block is about: something new, something gone, something else, or only what stands around. */
export type ChangeSign = '+' | '-' | '~' | ' ';

/** One line of what changed. */
export interface ChangeLine {
  readonly sign: ChangeSign;
  readonly text: string;
}

/** One node or entry that changed, for people to read. */
export interface ChangeBlock {
  readonly sign: ChangeSign;
  /** `node`, or the section of the top level. */
  readonly what: string;
  /** Its name; with the one before where it was renamed. Absent for a section that is one value. */
  readonly name?: string;
  readonly earlierName?: string;
  /** The kind of a node. */
  readonly uses?: string;
  /** Such as `renamed, rewired`. */
  readonly marks: readonly string[];
  readonly lines: readonly ChangeLine[];
}

/** Everything that changed but nodes that only moved: those of the top level first, as in a file. */
export function changeBlocks(comparison: FlowComparison): readonly ChangeBlock[] {
  const nodes = comparison.nodes.filter((change) => !marksOf(change).includes('moved'));
  return [...comparison.entries.map(entryBlock), ...nodes.map(nodeBlock)];
}

/** The ids of the nodes that only moved. */
export function movedOnly(comparison: FlowComparison): readonly string[] {
  return comparison.nodes.filter((change) => marksOf(change).includes('moved')).map((change) => change.id);
}

/** What a node says that it did not say before. */
export function nodeBlock(change: NodeChange): ChangeBlock {
  const { type, id, uses, wires, values } = change;
  return {
    sign: SIGNS[type],
    what: 'node',
    name: id,
    ...(type === 'kept' && change.earlierId !== id ? { earlierName: change.earlierId } : {}),
    ...(uses === '' ? {} : { uses }),
    marks: marksOf(change),
    lines: [...wires, ...values.filter(({ path }) => type === 'kept' || path[0] !== 'uses')].flatMap(changeLines),
  };
}

/** What an entry of the top level says that it did not say before. */
export function entryBlock(change: EntryChange): ChangeBlock {
  const { type, section, name, earlierName, values } = change;
  const renamed = earlierName === undefined ? [] : ['renamed'];
  const changed = type === 'kept' && values.length > 0 ? ['changed'] : [];
  return {
    sign: SIGNS[type],
    what: (name !== undefined && SINGULAR.get(section)) || section,
    ...(name === undefined ? {} : { name }),
    ...(earlierName === undefined ? {} : { earlierName }),
    marks: type === 'kept' ? [...renamed, ...changed] : [type],
    lines: values.flatMap(changeLines),
  };
}

const SIGNS = { added: '+', removed: '-', kept: '~' } as const;

const SINGULAR: ReadonlyMap<string, string> = new Map([
  ['inputs', 'input'],
  ['outputs', 'output'],
  ['secrets', 'secret'],
  ['groups', 'group'],
  ['services', 'service'],
]);

/** A change as lines: `with.url: one → two`, or what was below what is, or the lines of a text that differ. */
export function changeLines({ path, before, after }: ValueChange): readonly ChangeLine[] {
  const label = path.join('.');
  const colon = label === '' ? '' : `${label}: `;
  if (before === undefined || after === undefined) {
    const sign = before === undefined ? '+' : '-';
    const text = valueText(before === undefined ? after : before);
    if (!text.includes('\n')) return [{ sign, text: colon + text }];
    return [
      { sign, text: `${label}:` },
      ...text
        .replace(/\n$/, '')
        .split('\n')
        .map((line): ChangeLine => ({ sign, text: `  ${line}` })),
    ];
  }
  const [from, to] = [valueText(before), valueText(after)];
  if (from.includes('\n') || to.includes('\n')) {
    return [{ sign: '~', text: label === '' ? 'text:' : `${label}:` }, ...textLines(from, to)];
  }
  if (from.length <= INLINE_CHARACTERS && to.length <= INLINE_CHARACTERS) {
    return [{ sign: '~', text: `${colon}${from} → ${to}` }];
  }
  return [
    { sign: '-', text: colon + from },
    { sign: '+', text: colon + to },
  ];
}

/** A value as people read it: text as it is, unless that would hide what it is; everything else as JSON. */
export function valueText(value: JsonValue | undefined): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return value === '' || value.trim() !== value.replace(/\n$/, '') ? JSON.stringify(value) : value;
}

function textLines(before: string, after: string): readonly ChangeLine[] {
  const [left, right] = [before.split('\n'), after.split('\n')];
  const lines: ChangeLine[] = [];
  let [l, r] = [0, 0];
  for (const [nextLeft, nextRight] of [...matchLines(left, right), [left.length, right.length] as const]) {
    for (; l < nextLeft; l += 1) lines.push({ sign: '-', text: `  ${left[l]}` });
    for (; r < nextRight; r += 1) lines.push({ sign: '+', text: `  ${right[r]}` });
    if (l < left.length) lines.push({ sign: ' ', text: `  ${left[l]}` });
    [l, r] = [nextLeft + 1, nextRight + 1];
  }
  return aroundChanges(lines);
}

/** The lines near a change; an ellipsis for those that are left out. */
function aroundChanges(lines: readonly ChangeLine[]): readonly ChangeLine[] {
  const isNear = (index: number): boolean =>
    lines.slice(Math.max(0, index - CONTEXT_LINES), index + CONTEXT_LINES + 1).some((line) => line.sign !== ' ');
  const near: ChangeLine[] = [];
  let skipped = false;
  lines.forEach((line, index) => {
    if (isNear(index)) {
      if (skipped && near.length > 0) near.push({ sign: ' ', text: '  …' });
      near.push(line.text.trim() === '' ? { ...line, text: '' } : line);
      skipped = false;
    } else {
      skipped = true;
    }
  });
  return near;
}
