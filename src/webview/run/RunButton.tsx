import type { MouseEvent } from 'react';
import { Icon } from '../elements/Icon.tsx';
import { IconButton } from '../elements/IconButton.tsx';
import { isRunning, runObstacle } from '../store/canvasState.ts';
import { useCanvasModel, useCanvasState } from '../store/canvasStore.ts';
import { UNFINISHED } from './verbs.ts';

/** Distance from a button to the menu that it opens, in CSS pixels. */
const MENU_GAP = 6;

/** Run with what else can be run beside it, or Cancel while the flow runs. */
export function RunButton() {
  const running = useCanvasState(isRunning);
  return running ? (
    <CancelButton />
  ) : (
    <>
      <SplitButton />
      <UnfinishedButton />
    </>
  );
}

function CancelButton() {
  const model = useCanvasModel();
  const cancelling = useCanvasState((state) => state.run?.cancelling ?? false);
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
}

function SplitButton() {
  const model = useCanvasModel();
  const obstacle = useCanvasState(runObstacle);
  const open = useCanvasState((state) => state.menu?.target.on === 'run');
  const blocked = obstacle !== undefined;
  const openMenu = (event: MouseEvent<HTMLElement>) => {
    const split = event.currentTarget.parentElement?.getBoundingClientRect();
    const at = { x: split?.left ?? 0, y: (split?.bottom ?? 0) + MENU_GAP };
    model.store.setState({ menu: { at, position: [0, 0], target: { on: 'run' } } });
  };
  return (
    <span className="run-split" data-blocked={blocked || undefined}>
      <button
        type="button"
        className="run-button"
        aria-disabled={blocked || undefined}
        title={obstacle ?? 'Run Flow'}
        onClick={() => !blocked && model.host.post({ type: 'command', command: 'run' })}
      >
        <Icon name="play" />
        <span className="run-button-text">Run</span>
      </button>
      <button
        type="button"
        className="run-button run-more"
        title="Run a Part of the Flow…"
        aria-label="Run a part of the flow"
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={openMenu}
      >
        <Icon name="chevron-down" />
      </button>
    </span>
  );
}

/** What most people want next after a run that did not end well stands beside Run. */
function UnfinishedButton() {
  const model = useCanvasModel();
  const obstacle = useCanvasState(runObstacle);
  const verb = useCanvasState((state) => state.run?.unfinished);
  if (!verb) return null;
  const { command, title, icon } = UNFINISHED[verb];
  return (
    <IconButton
      icon={icon}
      label={obstacle === undefined ? title : `${title} (${obstacle.replace(/\.$/, '')})`}
      disabled={obstacle !== undefined}
      onClick={() => model.host.post({ type: 'command', command })}
    />
  );
}
