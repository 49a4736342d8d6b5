import type { FlowPath, JsonObject, JsonValue, Position, WireSource } from '../model.ts';

/**
 * What a gesture wants changed, as plain data. One gesture is a list of these, applied together as one undo step.
 *
 * - `addNode`: at the end of `nodes`; refused when the id is taken.
 * - `deleteNodes`: with every wire, `after`, `when`, group entry, flow output and layout entry that names them.
 * - `renameNode`: everything that names the node follows.
 * - `connect`: replaces the port's wire, or appends to it when `append` is set.
 * - `disconnect`: one source of a port, or the whole port when `source` is absent.
 * - `setValue`: sets the value at a path (creating the maps that lead there) or, with `undefined`, removes the entry and
 *   any map that this leaves empty.
 * - `pasteNodes`: adds the nodes that a text holds; ids that are taken are changed. `at` is where the middle of them goes.
 * - `move`: writes `layout` entries, creating `layout` at the end of the file.
 */
export type FlowEdit =
  | {
      readonly type: 'addNode';
      readonly id: string;
      readonly uses: string;
      readonly with?: JsonObject;
      readonly in?: Readonly<Record<string, WireSource | readonly WireSource[]>>;
      readonly position?: Position;
    }
  | { readonly type: 'deleteNodes'; readonly ids: readonly string[] }
  | { readonly type: 'renameNode'; readonly id: string; readonly newId: string }
  | {
      readonly type: 'connect';
      readonly node: string;
      readonly port: string;
      readonly source: WireSource;
      readonly append?: boolean;
    }
  | { readonly type: 'disconnect'; readonly node: string; readonly port: string; readonly source?: WireSource }
  | { readonly type: 'setValue'; readonly path: FlowPath; readonly value: JsonValue | undefined }
  | {
      readonly type: 'duplicateNodes';
      readonly ids: readonly string[];
      readonly newIds: readonly string[];
      readonly offset: Position;
    }
  | { readonly type: 'pasteNodes'; readonly text: string; readonly at?: Position }
  | { readonly type: 'move'; readonly positions: Readonly<Record<string, Position>> };

/** Replaces the text of a span. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Why an edit could not be made, in words for the person who tried it. */
export interface EditRefusal {
  readonly message: string;
}

export type EditResult =
  | {
      readonly ok: true /** Non-overlapping, in ascending order, against the text before the edit. */;
      readonly edits: readonly TextEdit[];
    }
  | { readonly ok: false; readonly refusal: EditRefusal };
