import type { Diagnostic } from '../../flow/diagnostic.ts';
import type { FlowPath, JsonValue } from '../../flow/model.ts';
import { isEditable } from '../store/canvasState.ts';
import { type CanvasModel, useCanvasModel, useCanvasState } from '../store/canvasStore.ts';
import { setValue } from '../store/editActions.ts';
import { problemAt } from './problems.ts';

/** The map of the file whose keys a form edits: a node, or the flow's `defaults`. */
export interface KeyOwner {
  readonly path: FlowPath;
  readonly diagnostics: readonly Diagnostic[];
}

/** One key of the file as a field needs it. */
export interface KeyAccess {
  readonly model: CanvasModel;
  readonly path: FlowPath;
  readonly disabled: boolean;
  /** What is wrong at the key or below it. */
  readonly problem: string | undefined;
  /** Sets the key, or takes it out of the file with `undefined`; resolves with whether that was done. */
  readonly set: (value: JsonValue | undefined) => Promise<boolean>;
  /** The same for an entry of the key's map. */
  readonly setEntry: (entry: string, value: JsonValue | undefined) => Promise<boolean>;
}

/** Gives a field the key that it edits. */
export function useKey(owner: KeyOwner, key: string): KeyAccess {
  const model = useCanvasModel();
  const disabled = !useCanvasState(isEditable);
  const path = [...owner.path, key];
  return {
    model,
    path,
    disabled,
    problem: problemAt(owner.diagnostics, path),
    set: (value) => setValue(model, path, value),
    setEntry: (entry, value) => setValue(model, [...path, entry], value),
  };
}
