import { Canvas } from '../canvas/Canvas.tsx';
import { FindBar } from '../find/FindBar.tsx';
import { Inspector } from '../inspector/Inspector.tsx';
import { ContextMenu } from '../palette/ContextMenu.tsx';
import { QuickAdd } from '../palette/QuickAdd.tsx';
import { Toolbar } from '../run/Toolbar.tsx';
import { type CanvasModel, CanvasModelProvider, useCanvasState } from '../store/canvasStore.ts';
import { BrokenBanner } from './BrokenBanner.tsx';
import { EmptyFlow } from './EmptyFlow.tsx';
import { NoticeBar } from './NoticeBar.tsx';
import { RunAnnouncer } from './RunAnnouncer.tsx';
import { useFieldKeys } from './useFieldKeys.ts';
import { useWindowWidth } from './useWindowWidth.ts';

/** The whole view of a flow. */
export function App({ model }: { model: CanvasModel }) {
  return (
    <CanvasModelProvider value={model}>
      <Layout />
    </CanvasModelProvider>
  );
}

function Layout() {
  const ready = useCanvasState((state) => state.graph !== undefined);
  useFieldKeys();
  useWindowWidth();
  if (!ready) return <div className="opening" role="progressbar" aria-label="Opening the flow" />;
  return (
    <div className="app" data-vscode-context='{"preventDefaultContextMenuItems": true}'>
      <BrokenBanner />
      <div className="app-body">
        <main className="stage">
          <Canvas />
          <Toolbar />
          <FindBar />
          <EmptyFlow />
          <NoticeBar />
        </main>
        <Inspector />
      </div>
      <QuickAdd />
      <ContextMenu />
      <RunAnnouncer />
    </div>
  );
}
