import { isEditable } from '../store/canvasState.ts';
import { useCanvasModel, useCanvasState } from '../store/canvasStore.ts';
import { runCanvasCommand } from '../store/commands.ts';
import { selectNodes } from '../store/selectionActions.ts';

/** Names that the panel lists of a large selection. */
const NAMES_MAX = 50;

/** What the inspector says of several selected nodes. */
export function SelectionPanel() {
  const model = useCanvasModel();
  const selection = useCanvasState((state) => state.selection);
  const editable = useCanvasState(isEditable);
  const names = [...selection].slice(0, NAMES_MAX);
  return (
    <div className="panel">
      <h2 className="panel-title">{selection.size} nodes selected</h2>
      <div className="panel-actions">
        <button
          type="button"
          className="button button-secondary"
          disabled={!editable}
          onClick={() => runCanvasCommand(model, { command: 'duplicateSelection' })}
        >
          Duplicate
        </button>
        <button
          type="button"
          className="button button-secondary"
          disabled={!editable}
          onClick={() => runCanvasCommand(model, { command: 'deleteSelection' })}
        >
          Delete
        </button>
      </div>
      <ul className="plain-list">
        {names.map((id) => (
          <li key={id}>
            <button type="button" className="link-button" onClick={() => selectNodes(model, [id])}>
              {id}
            </button>
          </li>
        ))}
      </ul>
      {selection.size > NAMES_MAX && <p className="muted">and {selection.size - NAMES_MAX} more</p>}
    </div>
  );
}
