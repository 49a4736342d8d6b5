import { fileStyle } from '../edit/fileStyle.ts';
import { type CompletionItem, valueInsert } from './completionItem.ts';
import type { CursorPlace } from './cursor.ts';
import { type LanguageContext, nodeIdAt, nodeOf } from './languageContext.ts';
import type { Shape } from './shape.ts';

/** Which files belong in a list of completions. */
export interface PathRequest {
  /** The folder whose entries are wanted, relative to the flow's folder; `.` for that itself. */
  readonly folder: string;
  /** Only folders, or folders and flows. */
  readonly only?: 'folders' | 'flows';
  /** Makes an item of an entry of that folder. */
  item(name: string, isFolder: boolean): CompletionItem;
}

/** The files that may be written at the cursor. */
export function pathRequest(
  context: LanguageContext,
  place: CursorPlace,
  shape: Shape & { readonly is: 'path' },
): PathRequest {
  const style = fileStyle(context.document);
  const typed = place.typed.slice(0, place.typed.lastIndexOf('/') + 1);
  // Only a path that says where it starts names another flow.
  const written = typed === '' && shape.only === 'flows' ? './' : typed;
  const workdir = shape.from === 'node' ? nodeOf(context.model, nodeIdAt(place.path))?.workdir : undefined;
  return {
    folder: [workdir, written].filter((part) => part !== undefined && part !== '').join('/') || '.',
    ...(shape.only === undefined ? {} : { only: shape.only }),
    item: (name, isFolder) => {
      const path = `${written}${name}${isFolder ? '/' : ''}`;
      return {
        label: path,
        kind: isFolder ? 'folder' : 'file',
        insert: valueInsert(path, place, style),
        ...(isFolder ? { again: true } : {}),
      };
    },
  };
}
