import { Icon } from '../elements/Icon.tsx';
import { IconButton } from '../elements/IconButton.tsx';
import { isEditable, isInspectorOpen, isRunning } from '../store/canvasState.ts';
import { useCanvasModel, useCanvasState } from '../store/canvasStore.ts';
import { runCanvasCommand } from '../store/commands.ts';
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

function RunButton() {
  const model = useCanvasModel();
  const running = useCanvasState(isRunning);
  const cancelling = useCanvasState((state) => state.run?.cancelling ?? false);
  const environment = useCanvasState((state) => state.environment);
  const editable = useCanvasState(isEditable);
  if (running)
    return (
      <button
        type="button"
        className="run-button run-cancel"
        title={cancelling ? 'Cancelling' : 'Cancel Run'}
        aria-disabled={cancelling || undefined}
        onClick={() => !cancelling && model.host.post({ type: 'command', command: 'cancel' })}
      >
        <Icon name="debug-stop" />
        <span className="run-button-text">{cancelling ? 'Cancelling' : 'Cancel'}</span>
      </button>
    );
  const blocked = !environment.runnable || !editable;
  const reason = environment.runnable ? 'The file cannot be read as a flow. Mend its text first.' : environment.reason;
  return (
    <button
      type="button"
      className="run-button"
      aria-disabled={blocked || undefined}
      title={blocked ? reason : 'Run Flow'}
      onClick={() => !blocked && model.host.post({ type: 'command', command: 'run' })}
    >
      <Icon name="play" />
      <span className="run-button-text">Run</span>
    </button>
  );
}
