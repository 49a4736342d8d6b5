import { Background, BackgroundVariant, Controls, ReactFlow, useReactFlow, useStoreApi } from '@xyflow/react';
import { useEffect, useMemo, useRef } from 'react';
import { CardElements, WireElements } from '../canvas/flowElements.ts';
import { cardRectangle, type Graph } from '../graph/buildGraph.ts';
import { CompareCard } from './CompareCard.tsx';
import { CompareWire } from './CompareWire.tsx';

const NODE_TYPES = { card: CompareCard };
const EDGE_TYPES = { wire: CompareWire };
/** Distance of the dots in the background, in canvas units. */
const DOT_GAP = 24;
const ZOOM = { minimum: 0.05, maximum: 2, fitted: 1, shown: 0.8 } as const;
const GLIDE_MS = 200;
const NOTHING: ReadonlyMap<string, never> = new Map<string, never>();
const NOBODY: ReadonlySet<string> = new Set();

interface CompareCanvasProps {
  readonly graph: Graph;
  /** The node to show. */
  readonly node: string | undefined;
  readonly onPick: (node: string) => void;
}

/** Both flows as one graph, to look at. */
export function CompareCanvas({ graph, node, onPick }: CompareCanvasProps) {
  const flow = useReactFlow();
  const flowStore = useStoreApi();
  const makers = useRef({ cards: new CardElements(), wires: new WireElements() });
  const nodes = useMemo(() => makers.current.cards.of(graph, NOTHING, NOBODY, undefined, NOTHING), [graph]);
  const edges = useMemo(() => makers.current.wires.of(graph, null, NOTHING), [graph]);
  useEffect(() => {
    if (node === undefined || !graph.cards.has(node) || flowStore.getState().width === 0) return;
    const { x, y, width, height } = cardRectangle(graph, node);
    const duration = window.matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : GLIDE_MS;
    void flow.setCenter(x + width / 2, y + height / 2, { zoom: Math.max(flow.getZoom(), ZOOM.shown), duration });
  }, [node, graph, flow, flowStore]);
  return (
    <div className="canvas" role="application" aria-label="Flow graph with differences" data-readonly>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        onNodeClick={(_event, element) => onPick(element.id)}
        nodesDraggable={false}
        nodesConnectable={false}
        edgesReconnectable={false}
        elementsSelectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        disableKeyboardA11y
        deleteKeyCode={null}
        zoomOnDoubleClick={false}
        panOnScroll
        minZoom={ZOOM.minimum}
        maxZoom={ZOOM.maximum}
        fitView
        fitViewOptions={{ maxZoom: ZOOM.fitted, padding: 0.1 }}
        onlyRenderVisibleElements
      >
        <Background variant={BackgroundVariant.Dots} gap={DOT_GAP} size={1.5} />
        <Controls showInteractive={false} position="bottom-left" />
      </ReactFlow>
    </div>
  );
}
