import { Handle, type NodeProps, Position as Side } from '@xyflow/react';
import { memo } from 'react';
import type { NodeState } from '../../flow/run/snapshot.ts';
import { handleId } from '../canvas/flowElements.ts';
import { Icon } from '../elements/Icon.tsx';
import { IconButton } from '../elements/IconButton.tsx';
import { PORT_HANDLE_SIZE } from '../graph/geometry.ts';
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
      {collapsed && <WireEnd end="in" />}
      {collapsed && <WireEnd end="out" />}
    </div>
  );
});

/** Where wires of hidden cards start and end. Nothing can be drawn from here, so it has no dot. */
function WireEnd({ end }: { end: 'in' | 'out' }) {
  return (
    <Handle
      id={handleId(end, undefined)}
      type={end === 'in' ? 'target' : 'source'}
      position={end === 'in' ? Side.Left : Side.Right}
      className="port-handle header-handle"
      style={{ top: '50%', width: PORT_HANDLE_SIZE, height: PORT_HANDLE_SIZE }}
      isConnectable={false}
      aria-hidden="true"
    />
  );
}

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
