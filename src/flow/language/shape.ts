import type { PortType } from '../model.ts';

/** What may stand at a place of a flow. */
export type Shape =
  /** A map: keys that mean something, and what other keys hold. `or` is what may be written instead of a map. */
  | {
      readonly is: 'map';
      readonly keys: readonly KeyShape[];
      readonly more?: (key: string) => Shape;
      readonly or?: Shape;
    }
  /** A list; with `or` what may be written instead. */
  | { readonly is: 'list'; readonly item: Shape; readonly or?: Shape }
  | { readonly is: 'choice'; readonly choices: readonly Choice[] }
  | { readonly is: 'duration' }
  | { readonly is: 'number'; readonly examples: readonly number[] }
  /** The id of another node; `late` where that node must not depend on this one. */
  | { readonly is: 'nodeId'; readonly late: boolean }
  | { readonly is: 'wire'; readonly wanted: PortType; readonly nodesOnly: boolean; readonly negatable: boolean }
  /** The name of a secret of the flow. */
  | { readonly is: 'secret' }
  /** The name of a wired in-port of the node. */
  | { readonly is: 'wiredPort' }
  /** A kind, or the path of another flow. */
  | { readonly is: 'kind' }
  /** A path of the workspace; `from` says whether it starts at the flow's folder or at the node's working folder. */
  | { readonly is: 'path'; readonly only?: 'folders' | 'flows'; readonly from: 'flow' | 'node' }
  | { readonly is: 'code'; readonly language: string }
  | { readonly is: 'text'; readonly examples: readonly string[] };

/** A value that may be written, and what it means. */
export interface Choice {
  readonly value: string | number | boolean | null;
  readonly doc?: string;
}

/** A key that means something. */
export interface KeyShape {
  readonly key: string;
  /** What it is for, as Markdown. */
  readonly doc: string;
  /** A few words beside it: its type or default. */
  readonly detail?: string;
  readonly value: Shape;
  readonly required?: boolean;
}

/** Any text. */
export const ANY_TEXT: Shape = { is: 'text', examples: [] };

/** The shape one step below another; undefined where nothing is known. */
export function stepShape(shape: Shape, step: string | number): Shape | undefined {
  if (shape.is === 'map') {
    if (typeof step === 'number') return shape.or && stepShape(shape.or, step);
    return keyShape(shape, step)?.value ?? shape.more?.(step);
  }
  if (shape.is === 'list') return typeof step === 'number' ? shape.item : shape.or && stepShape(shape.or, step);
  return undefined;
}

/** The key of a map that has one of this name. */
export function keyShape(shape: Shape | undefined, key: string): KeyShape | undefined {
  if (shape?.is === 'list') return keyShape(shape.or, key);
  return shape?.is === 'map' ? shape.keys.find((candidate) => candidate.key === key) : undefined;
}

/** What may stand at a value: the shape itself, or what may be written instead of a map or list. */
export function scalarShapes(shape: Shape | undefined): readonly Shape[] {
  if (!shape) return [];
  if (shape.is === 'map' || shape.is === 'list') return scalarShapes(shape.or);
  return [shape];
}
