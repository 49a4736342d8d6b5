import { fileStyle } from '../edit/fileStyle.ts';
import type { Span } from '../model.ts';
import { codeVariables } from './codeVariables.ts';
import type { CompletionItem } from './completionItem.ts';
import { type CursorPlace, cursorAt } from './cursor.ts';
import { shapeAt } from './formatShape.ts';
import { keyItems } from './keyItems.ts';
import { kindAtCursor, type LanguageContext, nodeIdAt } from './languageContext.ts';
import { nameItems } from './nameItems.ts';
import { type PathRequest, pathRequest } from './pathItems.ts';
import { type Shape, scalarShapes } from './shape.ts';
import { valueItems } from './valueItems.ts';

/** Most items of one list; the rest comes as more is typed. */
const ITEMS_SHOWN = 300;

/** What may be written at an offset. */
export interface Completions {
  /** Best first. */
  readonly items: readonly CompletionItem[];
  /** What an item takes the place of. */
  readonly span: Span;
  /** A key is being written, not a value. */
  readonly isKey: boolean;
  /** There is more than is listed: ask again when more was typed. */
  readonly incomplete: boolean;
  /** Files of the workspace belong in the list too; whoever can see them adds them. */
  readonly paths?: PathRequest;
}

/** What may be written at an offset of a text, however half-written it is. */
export function completionsAt(context: LanguageContext, offset: number): Completions | undefined {
  const place = cursorAt(context.document.text, offset);
  if (!place) return undefined;
  const shape = shapeAt(place.path, (id) => kindAtCursor(context, place, id));
  if (!shape) return undefined;
  const names = namesAt(context, place, shape, offset);
  if (names) return names;
  if (place.role === 'block') return undefined;
  const paths = place.role === 'value' ? pathShape(shape) : undefined;
  const items = place.role === 'key' ? keyItems(context, place, shape) : valueItems(context, place, shape);
  return {
    items: items.slice(0, ITEMS_SHOWN),
    span: place.span,
    isKey: place.role === 'key',
    incomplete: items.length > ITEMS_SHOWN,
    ...(paths ? { paths: pathRequest(context, place, paths) } : {}),
  };
}

/** The files that may stand at a value; beside kinds these are other flows. */
function pathShape(shape: Shape): (Shape & { readonly is: 'path' }) | undefined {
  for (const scalar of scalarShapes(shape)) {
    if (scalar.is === 'path') return scalar;
    if (scalar.is === 'kind') return { is: 'path', only: 'flows', from: 'flow' };
  }
  return undefined;
}

/** Names of values within text and code: `${name}` in settings, variables in code. */
function namesAt(context: LanguageContext, place: CursorPlace, shape: Shape, offset: number): Completions | undefined {
  const node = nodeIdAt(place.path);
  if (node === undefined || place.path[2] !== 'with' || place.role === 'key') return undefined;
  const found =
    shape.is === 'code'
      ? codeVariables(context, place, node, shape.language)
      : nameItems(context, place, node, fileStyle(context.document));
  if (!found) return undefined;
  const span = { start: offset - found.typed, end: found.end ?? offset };
  return { items: found.items, span, isKey: false, incomplete: false };
}
