import { MiniMap, Panel, useStore } from '@xyflow/react';
import { IconButton } from '../elements/IconButton.tsx';
import { useCanvasModel, useCanvasState } from '../store/canvasStore.ts';
import { runCanvasCommand } from '../store/commands.ts';
import type { CardElement } from './flowElements.ts';

/** Graphs with more nodes have no minimap: it would cost more than it shows. */
const MINIMAP_NODES_MAX = 300;
const PERCENT = 100;

/** Zoom and minimap, at the lower corners. */
export function CanvasTools() {
  const model = useCanvasModel();
  const zoom = useStore((state) => Math.round(state.transform[2] * PERCENT));
  const count = useCanvasState((state) => state.graph?.cards.size ?? 0);
  const open = useCanvasState((state) => state.minimapOpen);
  const mappable = count > 1 && count <= MINIMAP_NODES_MAX;
  const toggle = () => model.store.setState({ minimapOpen: !open });
  return (
    <>
      <Panel position="bottom-left" className="zoom-tools surface">
        <IconButton
          icon="remove"
          label="Zoom Out (-)"
          onClick={() => runCanvasCommand(model, { command: 'zoomOut' })}
        />
        <span className="zoom-level" title="Zoom">
          {zoom}%
        </span>
        <IconButton icon="add" label="Zoom In (+)" onClick={() => runCanvasCommand(model, { command: 'zoomIn' })} />
        <IconButton
          icon="screen-full"
          label="Fit the Graph (F)"
          onClick={() => runCanvasCommand(model, { command: 'fit' })}
        />
        {mappable && (
          <IconButton icon="map" label={open ? 'Hide Minimap' : 'Show Minimap'} pressed={open} onClick={toggle} />
        )}
      </Panel>
      {mappable && open && <Map />}
    </>
  );
}

function Map() {
  const runNodes = useCanvasState((state) => state.runNodes);
  return (
    <MiniMap<CardElement>
      className="minimap surface"
      pannable
      zoomable
      ariaLabel="Minimap"
      nodeBorderRadius={8}
      nodeClassName={(node) => `minimap-card minimap-${runNodes.get(node.id)?.state ?? 'idle'}`}
    />
  );
}
