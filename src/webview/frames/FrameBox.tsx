import type { NodeProps } from '@xyflow/react';
import { memo } from 'react';
import type { NodeState } from '../../flow/run/snapshot.ts';
import { HeaderHandle } from '../canvas/HeaderHandle.tsx';
import { Icon } from '../elements/Icon.tsx';
import { IconButton } from '../elements/IconButton.tsx';
import { endedBadly, hasEnded, NODE_STATUS, ownState } from '../run/nodeStatus.ts';
import type { CanvasState } from '../store/canvasState.ts';
import { useCanvasModel, useCanvasState } from '../store/canvasStore.ts';
import { FrameTitleField } from './FrameTitleField.tsx';
import type { Frame } from './frame.ts';
import { FRAME_HANDLE, type FrameElement } from './frameElements.ts';
import { selectGroup, toggleCollapsed } from './groupActions.ts';

/** A group: a frame behind its cards, or, collapsed, a block in their place. */
export const FrameBox = memo(function FrameBox({ data }: NodeProps<FrameElement>) {
  const { frame, collapsed } = data;
  const model = useCanvasModel();
  const selected = useCanvasState((state) => state.selectedGroup === frame.id);
  const renaming = useCanvasState((state) => state.renamingGroup === frame.id);
  const count = `${frame.nodes.length} ${frame.nodes.length === 1 ? 'node' : 'nodes'}`;
  return (
    <div
      className="frame"
      data-color={frame.color}
      data-collapsed={collapsed || undefined}
      data-selected={selected || undefined}
    >
      <div
        className={FRAME_HANDLE}
        role="group"
        data-frame={frame.id}
        tabIndex={0}
        aria-label={`${frame.title}, ${count}${collapsed ? ', collapsed' : ''}`}
        aria-roledescription="group"
        onFocus={() => selectGroup(model, frame.id)}
      >
        <IconButton
          icon={collapsed ? 'chevron-right' : 'chevron-down'}
          label={`${collapsed ? 'Expand' : 'Collapse'} ${frame.title}`}
          className="frame-fold nodrag"
          onClick={() => toggleCollapsed(model, frame.id)}
        />
        {renaming ? <FrameTitleField frame={frame} /> : <span className="frame-name">{frame.title}</span>}
        <span className="frame-count">{count}</span>
      </div>
      {collapsed && <FrameState frame={frame} />}
      {collapsed && <HeaderHandle end="in" top="50%" />}
      {collapsed && <HeaderHandle end="out" top="50%" />}
    </div>
  );
});

/** What became of the hidden nodes in the run on show. */
function FrameState({ frame }: { frame: Frame }) {
  const summary = useCanvasState((state) => summaryOf(state, frame));
  if (summary === undefined) return <div className="frame-state">Not run yet</div>;
  const [state, ended] = summary.split(' ') as [NodeState, string];
  return (
    <div className="frame-state status-badge" data-state={state}>
      <Icon name={NODE_STATUS[state].icon} spin={NODE_STATUS[state].spin ?? false} />
      <span>
        {ended} of {frame.nodes.length} done
      </span>
    </div>
  );
}

/** The state that matters most and how many nodes have ended, as text: equal summaries do not render again. */
function summaryOf({ runNodes }: CanvasState, { nodes }: Frame): string | undefined {
  const states = nodes.flatMap((id) => ownState(runNodes.get(id)) ?? []);
  if (states.length === 0) return undefined;
  const ended = states.filter(hasEnded).length;
  const state =
    states.find(endedBadly) ??
    states.find((one) => one === 'running') ??
    states.find((one) => !hasEnded(one)) ??
    states[0];
  return `${state} ${ended}`;
}
