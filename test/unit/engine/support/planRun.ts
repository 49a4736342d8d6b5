import { initialState, step } from '../../../../runner/engine/plan.ts';
import type {
  PlanEffect,
  PlanEvent,
  PlanGraph,
  PlanNode,
  PlanState,
  RunCause,
} from '../../../../runner/engine/planTypes.ts';

/** What attempts come to, in turn; the last one repeats. */
export type Results = readonly ('succeeded' | 'failed' | 'crashed' | 'hangs')[];

/** How a node behaves. */
export interface NodeScript {
  readonly results: Results;
  /** Answer of its `when`. */
  readonly holds: boolean;
  /** How each of its items behaves, where it runs once per item; undefined: its port holds no list. */
  readonly items?: readonly Results[] | undefined;
  /** How each attempt of a flow that runs in its place begins and ends; `overdue`: its time limit passes. */
  readonly flow?: readonly ('runs' | 'refused' | 'overdue')[] | undefined;
  /** Unless its items' outputs can be put together. */
  readonly torn?: boolean;
}

/** Something to happen instead of what is next. */
export type Disturbance = 'cancel' | 'run-overdue';

/** What a simulated run did. */
export interface PlanRun {
  readonly graph: PlanGraph;
  readonly events: readonly PlanEvent[];
  readonly effects: readonly PlanEffect[];
  readonly state: PlanState;
  readonly end: RunCause | undefined;
}

/**
 * Runs a plan with neither time nor processes: whatever is under way ends in an order that `choose` decides. `choose`
 * gets the number of possibilities and answers with one of them. A node that hangs ends only when it is stopped.
 */
export function simulate(
  graph: PlanGraph,
  scripts: readonly NodeScript[],
  choose: (count: number) => number,
  disturb: (turn: number) => Disturbance | undefined = () => undefined,
): PlanRun {
  const state = initialState(graph);
  const events: PlanEvent[] = [];
  const effects: PlanEffect[] = [];
  /** What the outside world may do next. */
  const possible: PlanEvent[] = [];
  let end: RunCause | undefined;
  const tell = (event: PlanEvent) => {
    events.push(event);
    for (const effect of step(state, event).effects) {
      effects.push(effect);
      if (effect.type === 'end') end = effect.cause;
      follow(effect, scripts, possible);
    }
  };
  tell({ type: 'begin' });
  for (let turn = 0; possible.length > 0; turn++) {
    const disturbance = disturb(turn);
    if (disturbance) tell({ type: disturbance, reason: disturbance });
    const [next] = possible.splice(choose(possible.length), 1);
    if (next) tell(next);
  }
  return { graph, events, effects, state, end };
}

function follow(effect: PlanEffect, scripts: readonly NodeScript[], possible: PlanEvent[]): void {
  switch (effect.type) {
    case 'decide':
      possible.push({ type: 'decided', node: effect.node, run: scripts[effect.node]?.holds ?? true });
      return;
    case 'expand':
      possible.push({ type: 'expanded', node: effect.node, count: scripts[effect.node]?.items?.length });
      return;
    case 'gather':
      possible.push({ type: 'gathered', node: effect.node, ok: !scripts[effect.node]?.torn });
      return;
    case 'open': {
      const { node, attempt } = effect;
      const flow = scripts[node]?.flow ?? [];
      const course = flow[attempt - 1] ?? flow.at(-1) ?? 'runs';
      possible.push({ type: 'opened', node, attempt, ok: course !== 'refused' });
      if (course === 'overdue') possible.push({ type: 'overdue', node, attempt });
      return;
    }
    case 'retry':
      possible.push({ type: 'due', node: effect.node, item: effect.item });
      return;
    case 'stop': {
      const { node, item, attempt } = effect;
      possible.push({ type: 'ended', node, item, attempt, result: 'stopped', retryable: true });
      return;
    }
    case 'start': {
      const { node, item, attempt } = effect;
      const results = (item === undefined ? scripts[node]?.results : scripts[node]?.items?.[item]) ?? [];
      const result = results[attempt - 1] ?? results.at(-1) ?? 'succeeded';
      if (result === 'hangs') possible.push({ type: 'overdue', node, item, attempt });
      else possible.push({ type: 'ended', node, item, attempt, result, retryable: true });
      return;
    }
    default:
  }
}

/** A node for plans; without dependents. */
export function planNode(id: string, more: Partial<PlanNode> = {}): PlanNode {
  return {
    id,
    waitsFor: 0,
    dependents: [],
    conditional: false,
    retry: { attempts: 0, delayMs: 0, backoff: 1, maxDelayMs: 0, on: ['failed', 'timed-out', 'crashed'] },
    onError: 'stop',
    each: undefined,
    needs: [],
    scope: 0,
    opens: undefined,
    height: 1,
    ...more,
  };
}

/** The scopes of a plan in which no flow runs in the place of a node. */
export function flatScopes(nodes: number): PlanGraph['scopes'] {
  return [{ node: -1, first: 0, end: nodes, members: nodes }];
}

/** An edge of a graph: `to` needs or only follows `from`. */
export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly needs: boolean;
}

/** A graph of these nodes and edges, with heights. Edges go from lower to higher indexes. */
export function planGraph(
  nodes: readonly PlanNode[],
  edges: readonly Edge[],
  concurrency = 4,
  limits: readonly number[] = [],
): PlanGraph {
  const heights = nodes.map(() => 1);
  for (const { from, to } of [...edges].sort((a, b) => b.from - a.from)) {
    heights[from] = Math.max(heights[from] ?? 1, 1 + (heights[to] ?? 1));
  }
  return {
    concurrency,
    scopes: flatScopes(nodes.length),
    resources: limits.map((limit, index) => ({ name: `r${index}`, limit })),
    nodes: nodes.map((node, index) => ({
      ...node,
      height: heights[index] ?? 1,
      waitsFor: edges.filter(({ to }) => to === index).length,
      dependents: edges.filter(({ from }) => from === index).map(({ to, needs }) => ({ node: to, needs })),
    })),
  };
}
