import { Icon } from '../elements/Icon.tsx';
import { isEditable } from '../store/canvasState.ts';
import { useCanvasModel, useCanvasState } from '../store/canvasStore.ts';
import { runCanvasCommand } from '../store/commands.ts';

/** What a flow without nodes shows instead of nothing. */
export function EmptyFlow() {
  const model = useCanvasModel();
  const empty = useCanvasState((state) => isEditable(state) && state.graph?.cards.size === 0);
  if (!empty) return null;
  return (
    <div className="empty-flow">
      <Icon name="type-hierarchy-sub" className="empty-flow-icon" />
      <h2>This flow has no nodes yet</h2>
      <p>
        A node does one thing: it runs a command, reads a file, transforms data. Wires carry results from one to the
        next.
      </p>
      <button type="button" className="button" onClick={() => runCanvasCommand(model, { command: 'addNode' })}>
        Add a Node
      </button>
      <p className="hint">
        or press <kbd>A</kbd>, or double-click the canvas
      </p>
    </div>
  );
}
