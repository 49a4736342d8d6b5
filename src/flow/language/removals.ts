import type { FlowDocument } from '../document.ts';
import type { FlowEdit } from '../edit/flowEdit.ts';
import type { FlowPath } from '../model.ts';
import { locate, valueOf } from '../parse/locate.ts';
import { asJson } from '../parse/readContext.ts';

/** Edits that take entries of maps and items of lists away. A list that this leaves empty goes with its key. */
export function removals(document: FlowDocument, paths: readonly FlowPath[]): readonly FlowEdit[] {
  const lists = new Map<string, { readonly path: FlowPath; readonly indexes: Set<number> }>();
  const edits: FlowEdit[] = [];
  for (const path of paths) {
    const last = path.at(-1);
    const outer = path.slice(0, -1);
    if (typeof last !== 'number') {
      edits.push({ type: 'setValue', path, value: undefined });
      continue;
    }
    const known = lists.get(outer.join('\n'));
    if (known) known.indexes.add(last);
    else lists.set(outer.join('\n'), { path: outer, indexes: new Set([last]) });
  }
  for (const { path, indexes } of lists.values()) edits.push(...withoutItems(document, path, indexes));
  return edits;
}

function withoutItems(document: FlowDocument, path: FlowPath, indexes: ReadonlySet<number>): readonly FlowEdit[] {
  const located = locate(document.syntax, path);
  const list = located && asJson(valueOf(located));
  if (!Array.isArray(list)) return [{ type: 'setValue', path, value: undefined }];
  const left = list.filter((_item, index) => !indexes.has(index));
  return [{ type: 'setValue', path, value: left.length === 0 ? undefined : left }];
}
