import { type Edge, type Node, Position, ReactFlow } from '@xyflow/react';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { gridNodes } from './gridFlow.ts';

/** What React Flow makes of the same graph by itself: its own nodes and edges, told to draw only what is visible. */
const grid = gridNodes();
const nodes: Node[] = grid.map(({ id, x, y }) => ({
  id,
  position: { x, y },
  width: 220,
  height: 90,
  sourcePosition: Position.Right,
  targetPosition: Position.Left,
  data: { label: id },
}));
const edges: Edge[] = grid.flatMap(({ id, before }) =>
  before.map((source) => ({ id: `${source}-${id}`, source, target: id })),
);

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    createElement(ReactFlow, {
      defaultNodes: nodes,
      defaultEdges: edges,
      onlyRenderVisibleElements: true,
      panOnScroll: true,
      minZoom: 0.02,
    }),
  );
}
