import { ReactFlowProvider } from '@xyflow/react';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { Icon } from '../elements/Icon.tsx';
import { IconButton } from '../elements/IconButton.tsx';
import { CompareCanvas } from './CompareCanvas.tsx';
import { type CompareScene, CompareSceneContext } from './CompareCard.tsx';
import type { CompareHost } from './compareHost.ts';
import { type ComparePicture, comparePicture, differenceTitle } from './comparePicture.ts';
import { DifferenceList } from './DifferenceList.tsx';

/** Two flows as one read-only picture, with a list to step through what differs. */
export function CompareApp({ host }: { host: CompareHost }) {
  const [picture, setPicture] = useState<ComparePicture>();
  const [current, setCurrent] = useState(-1);
  const count = picture?.snapshot.differences.length ?? 0;
  const step = useCallback(
    (forward: boolean) => {
      if (count > 0) setCurrent((now) => (forward ? (now + 1) % count : (Math.max(now, 0) - 1 + count) % count));
    },
    [count],
  );
  useEffect(
    () =>
      host.subscribe((message) => {
        if (message.type === 'step') return step(message.forward);
        setPicture((previous) => comparePicture(message.comparison, message.kinds, previous));
      }),
    [host, step],
  );
  useEffect(() => host.post({ type: 'ready' }), [host]);
  useStepKeys(step);
  if (!picture) return <div className="opening" role="progressbar" aria-label="Comparing the flows" />;
  return (
    <Picture picture={picture} current={Math.min(current, count - 1)} setCurrent={setCurrent} step={step} host={host} />
  );
}

interface PictureProps {
  readonly picture: ComparePicture;
  readonly current: number;
  readonly setCurrent: (index: number) => void;
  readonly step: (forward: boolean) => void;
  readonly host: CompareHost;
}

function Picture({ picture, current, setCurrent, step, host }: PictureProps) {
  const { snapshot, graph } = picture;
  const { differences } = snapshot;
  const difference = differences[current];
  const scene = useMemo<CompareScene>(() => ({ picture, current: difference }), [picture, difference]);
  const node = difference?.node;
  const compareTexts = () => host.post({ type: 'compareTexts', ...(node === undefined ? {} : { node }) });
  return (
    <div className="app compare" data-vscode-context='{"preventDefaultContextMenuItems": true}'>
      <header className="compare-header">
        <span className="compare-names">
          <span>{snapshot.before}</span>
          <Icon name="arrow-right" />
          <span>{snapshot.after}</span>
        </span>
        <span className="compare-summary" role="status">
          {snapshot.problem ?? `${snapshot.summary}.`}
        </span>
        <span className="compare-count">{countText(current, differences.length)}</span>
        <IconButton
          icon="arrow-up"
          label="Previous Difference (Shift+F7)"
          onClick={() => step(false)}
          disabled={differences.length === 0}
        />
        <IconButton
          icon="arrow-down"
          label="Next Difference (F7)"
          onClick={() => step(true)}
          disabled={differences.length === 0}
        />
        <IconButton icon="diff" label="Compare as Text" onClick={compareTexts} />
      </header>
      <div className="app-body">
        <main className="stage">
          <CompareSceneContext value={scene}>
            <ReactFlowProvider>
              <CompareCanvas
                graph={graph}
                node={node}
                onPick={(id) => {
                  const index = differences.findIndex((candidate) => candidate.node === id);
                  if (index >= 0) setCurrent(index);
                }}
              />
            </ReactFlowProvider>
          </CompareSceneContext>
        </main>
        <aside className="compare-list">
          <DifferenceList differences={differences} current={current} onPick={setCurrent} />
        </aside>
      </div>
      <div className="for-screen-readers" role="status">
        {difference &&
          `${current + 1} of ${differences.length}: ${differenceTitle(difference)}, ${difference.block.marks.join(', ')}`}
      </div>
    </div>
  );
}

function countText(current: number, count: number): string {
  if (count === 0) return '';
  return current < 0 ? `${count} ${count === 1 ? 'difference' : 'differences'}` : `${current + 1} of ${count}`;
}

/** F7 and Shift+F7, as in VS Code's diff editor. They are stopped here: VS Code hears the keys of its webviews too. */
function useStepKeys(step: (forward: boolean) => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'F7' || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      step(!event.shiftKey);
    };
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, [step]);
}
