import { useMemo } from 'react';
import type { PortType, WireSource } from '../../flow/model.ts';
import { useCanvasState } from '../store/canvasStore.ts';
import { ListPicker } from './ListPicker.tsx';
import { sourceChoices } from './wireSources.ts';

interface SourcePickerProps {
  /** The port that takes the value; without a node, a flow output. */
  readonly target: { readonly node?: string; readonly type: PortType };
  readonly onPick: (source: WireSource) => void;
  readonly onClose: () => void;
}

/** A list of everything that a port could be wired to: the keyboard's way to draw a wire. */
export function SourcePicker({ target, onPick, onClose }: SourcePickerProps) {
  const graph = useCanvasState((state) => state.graph);
  const inputs = useCanvasState((state) => state.document?.flow.inputs);
  const { node, type } = target;
  const choices = useMemo(
    () => (graph ? sourceChoices(graph, inputs ?? [], node === undefined ? { type } : { node, type }) : []),
    [graph, inputs, node, type],
  );
  return (
    <ListPicker
      label="Sources"
      choices={choices.map(({ text, type: note, source }) => ({ text, note, source }))}
      onPick={({ source }) => onPick(source)}
      onClose={onClose}
    />
  );
}
