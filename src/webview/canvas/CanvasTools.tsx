import { MiniMap, Panel, useStore } from '@xyflow/react';
import { useMemo } from 'react';
import { IconButton } from '../elements/IconButton.tsx';
import type { FrameElement } from '../frames/frameElements.ts';
import { boundsOfGraph } from '../graph/buildGraph.ts';
import { ownState } from '../run/nodeStatus.ts';
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
  const beyond = useReachesBeyondWindow();
  const mappable = beyond && count > 1 && count <= MINIMAP_NODES_MAX;
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

/** Whether some of the graph is outside of the window; only then does a map tell more than the graph itself. */
function useReachesBeyondWindow(): boolean {
  const graph = useCanvasState((state) => state.graph);
  const bounds = useMemo(() => graph && boundsOfGraph(graph), [graph]);
  return useStore(({ width, height, transform: [x, y, zoom] }) => {
    if (!bounds) return false;
    const left = bounds.x * zoom + x;
    const top = bounds.y * zoom + y;
    return left < 0 || top < 0 || left + bounds.width * zoom > width || top + bounds.height * zoom > height;
  });
}

function Map() {
  const runNodes = useCanvasState((state) => state.runNodes);
  return (
    <MiniMap<CardElement | FrameElement>
      className="minimap surface"
      pannable
      zoomable
      ariaLabel="Minimap"
      nodeBorderRadius={8}
      nodeClassName={({ id, type }) =>
        type === 'frame' ? 'minimap-frame' : `minimap-card minimap-${ownState(runNodes.get(id)) ?? 'idle'}`
      }
    />
  );
}
