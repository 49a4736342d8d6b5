import { IconButton } from '../elements/IconButton.tsx';
import { isEditable, isInspectorOpen } from '../store/canvasState.ts';
import { useCanvasModel, useCanvasState } from '../store/canvasStore.ts';
import { runCanvasCommand } from '../store/commands.ts';
import { RunButton } from './RunButton.tsx';
import { RunPill } from './RunPill.tsx';

/** The actions of a flow, floating above its graph as VS Code's debug toolbar does. */
export function Toolbar() {
  const model = useCanvasModel();
  const editable = useCanvasState(isEditable);
  const inspectorOpen = useCanvasState(isInspectorOpen);
  const readOnly = editable ? '' : ' (mend the text first)';
  return (
    <div className="toolbar surface" role="toolbar" aria-label="Flow">
      <RunButton />
      <RunPill />
      <span className="toolbar-separator" />
      <IconButton
        icon="add"
        label={`Add Node (A)${readOnly}`}
        disabled={!editable}
        onClick={() => runCanvasCommand(model, { command: 'addNode' })}
      />
      <IconButton
        icon="type-hierarchy-sub"
        label={`Tidy Layout${readOnly}`}
        disabled={!editable}
        className="icon-tidy toolbar-extra"
        onClick={() => runCanvasCommand(model, { command: 'tidy' })}
      />
      <IconButton
        icon="screen-full"
        label="Fit the Graph (F)"
        className="toolbar-extra"
        onClick={() => runCanvasCommand(model, { command: 'fit' })}
      />
      <IconButton
        icon={inspectorOpen ? 'layout-sidebar-right' : 'layout-sidebar-right-off'}
        label={inspectorOpen ? 'Hide Inspector' : 'Show Inspector'}
        pressed={inspectorOpen}
        onClick={() => runCanvasCommand(model, { command: 'toggleInspector' })}
      />
    </div>
  );
}
