import { useEffect } from 'react';
import { isInspectorOpen, soleSelection } from '../store/canvasState.ts';
import { useCanvasModel, useCanvasState } from '../store/canvasStore.ts';
import { FlowPanel } from './FlowPanel.tsx';
import { GroupPanel } from './GroupPanel.tsx';
import { InspectorSash } from './InspectorSash.tsx';
import { NodePanel } from './NodePanel.tsx';
import { SelectionPanel } from './SelectionPanel.tsx';

/** The panel at the side: everything about the selected node, or about the flow. */
export function Inspector() {
  const model = useCanvasModel();
  const open = useCanvasState(isInspectorOpen);
  const width = useCanvasState((state) => state.inspectorWidth);
  const node = useCanvasState(soleSelection);
  const inspected = open && node !== undefined ? node : null;
  useEffect(() => model.host.post({ type: 'inspect', node: inspected }), [model, inspected]);
  if (!open) return null;
  return (
    <aside className="inspector" style={{ width }} aria-label="Inspector">
      <InspectorSash />
      <div className="inspector-scroll">
        <Panel />
      </div>
    </aside>
  );
}

function Panel() {
  const node = useCanvasState(soleSelection);
  const card = useCanvasState((state) => (node === undefined ? undefined : state.graph?.cards.get(node)));
  const group = useCanvasState((state) => state.graph?.frames.find(({ id }) => id === state.selectedGroup));
  const several = useCanvasState((state) => state.selection.size > 1);
  if (several) return <SelectionPanel />;
  if (group) return <GroupPanel key={group.id} frame={group} />;
  // Another node is another form: nothing typed for one may end up in the other.
  return card ? <NodePanel key={card.id} card={card} /> : <FlowPanel />;
}
