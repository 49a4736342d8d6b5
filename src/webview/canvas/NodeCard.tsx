import { type NodeProps, useStore } from '@xyflow/react';
import { memo, useEffect, useRef } from 'react';
import type { NodeRunView, PinView } from '../../messages/run.ts';
import { Icon } from '../elements/Icon.tsx';
import { sentence } from '../elements/sentence.ts';
import { type Card, worstSeverity } from '../graph/card.ts';
import { NODE_STATUS, ownState } from '../run/nodeStatus.ts';
import { useCanvasModel, useCanvasState } from '../store/canvasStore.ts';
import { CardFooter } from './CardFooter.tsx';
import { CardPorts } from './CardPorts.tsx';
import { CardTitle } from './CardTitle.tsx';
import type { CardElement } from './flowElements.ts';
import { StatusBadge } from './StatusBadge.tsx';

/** Below this zoom a card shows its icon, name and state only: nothing else could be read. */
export const DETAIL_ZOOM = 0.45;

/** A node on the canvas. It renders again only when its card, its part in the run or its selection changes. */
export const NodeCard = memo(function NodeCard({ id, data, selected }: NodeProps<CardElement>) {
  const { card, expanded } = data;
  const run = useCanvasState((state) => state.runNodes.get(id));
  const pin = useCanvasState((state) => state.pins.get(id));
  const detailed = useStore((state) => state.transform[2] >= DETAIL_ZOOM);
  const drop = useCanvasState(({ draft }) => (draft ? draft.compatibleNodes.has(id) || draft.node === id : undefined));
  const element = useCardFocus(id);
  return (
    <div
      ref={element}
      className="card"
      role="group"
      data-card={id}
      data-state={ownState(run)}
      data-part={run?.part?.role}
      data-problem={worstSeverity(card.diagnostics)}
      data-selected={selected || undefined}
      data-drop={drop === undefined ? undefined : drop ? 'fits' : 'dimmed'}
      data-far={!detailed || undefined}
      tabIndex={useTabIndex(id)}
      aria-label={describeCard(card, run, pin)}
      aria-roledescription="node"
    >
      <div className="card-header">
        <span className="card-icon" title={card.kind?.title ?? card.node.uses}>
          <Icon name={card.icon} />
        </span>
        <CardTitle card={card} />
        <ProblemMark card={card} />
        {pin && <PinMark pin={pin} />}
        {run && <StatusBadge run={run} pinned={pin !== undefined} />}
      </div>
      {detailed && <CardSummary card={card} />}
      <CardPorts card={card} expanded={expanded} />
      {run && !run.part && detailed && <CardFooter run={run} />}
    </div>
  );
});

function CardSummary({ card }: { card: Card }) {
  if (card.summary === '')
    return <div className="card-summary card-summary-kind">{card.kind?.title ?? (card.node.uses || 'no kind')}</div>;
  return (
    <div className="card-summary" title={card.summary}>
      {card.summary}
    </div>
  );
}

function ProblemMark({ card }: { card: Card }) {
  const severity = worstSeverity(card.diagnostics);
  if (!severity) return null;
  const icon = { error: 'error', warning: 'warning', information: 'info' }[severity];
  return (
    <span
      className="card-problem"
      data-severity={severity}
      title={card.diagnostics.map(({ message }) => message).join('\n')}
    >
      <Icon name={icon} />
    </span>
  );
}

function PinMark({ pin }: { pin: PinView }) {
  return (
    <span className="card-pin" title={sentence(pin.words)}>
      <Icon name="pinned" />
    </span>
  );
}

/** Only one card is a stop of the Tab key: the current one, or the first. */
function useTabIndex(id: string): 0 | -1 {
  return useCanvasState((state) => {
    const current = state.current ?? state.graph?.cards.keys().next().value;
    return current === id ? 0 : -1;
  });
}

/** Moves the keyboard to the card that arrow navigation has made current, also when it was drawn only for that. */
function useCardFocus(id: string) {
  const { store } = useCanvasModel();
  const element = useRef<HTMLDivElement>(null);
  const current = useCanvasState((state) => state.current === id);
  useEffect(() => {
    if (!current || store.getState().renaming === id) return;
    const focused = document.activeElement;
    // Never out of the inspector or another field: only from the canvas and what is on it.
    if (focused?.closest('#canvas') && !(focused instanceof HTMLInputElement))
      element.current?.focus({ preventScroll: true });
  }, [current, id, store]);
  return element;
}

function describeCard(card: Card, run: NodeRunView | undefined, pin: PinView | undefined): string {
  const parts = [card.title, card.kind?.title ?? card.node.uses];
  if (pin) parts.push(pin.words);
  if (run?.part) parts.push(...(run.part.role === 'pinned' && pin ? [] : [run.part.words]));
  else if (run) parts.push(describeRun(run));
  if (card.diagnostics.length > 0) parts.push(card.diagnostics.map(({ message }) => message).join(' '));
  return parts.join(', ');
}

function describeRun({ state, failure }: NodeRunView): string {
  return failure ? `${NODE_STATUS[state].label}: ${failure}` : NODE_STATUS[state].label;
}
