import '@vscode/codicons/dist/codicon.css';
import '@xyflow/react/dist/base.css';
import './styles/base.css';
import './styles/canvas.css';
import './styles/card.css';
import './styles/frames.css';
import './styles/ports.css';
import './styles/cardRun.css';
import './styles/palette.css';
import './styles/find.css';
import './styles/inspector.css';
import './styles/fields.css';
import './styles/wireList.css';
import './styles/results.css';
import './styles/log.css';
import './styles/minimap.css';
import './styles/narrow.css';
import './compare/compare.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { CompareApp } from './compare/CompareApp.tsx';
import { connectToCompareHost } from './compare/compareHost.ts';
import { createCanvasModel } from './store/canvasStore.ts';
import { runCanvasCommand } from './store/commands.ts';
import { connectToHost } from './store/hostConnection.ts';

/** Chromium's way to say that a layout took two frames: nothing is wrong. */
const HARMLESS = /^ResizeObserver loop/;

interface ViewError {
  readonly type: 'viewError';
  readonly message: string;
  readonly stack?: string;
}

function reportErrors(post: (message: ViewError) => void): void {
  const report = (message: string, error: unknown) => {
    if (HARMLESS.test(message)) return;
    const stack = error instanceof Error ? error.stack : undefined;
    post({ type: 'viewError', message, ...(stack !== undefined && { stack }) });
  };
  window.addEventListener('error', (event) => report(event.message, event.error));
  window.addEventListener('unhandledrejection', (event) => report(String(event.reason), event.reason));
}

function showEditor(root: HTMLElement): void {
  const host = connectToHost();
  const model = createCanvasModel(host, (target, { command }) => runCanvasCommand(target, command));
  reportErrors((message) => host.post(message));
  window.addEventListener('pagehide', () => model.dispose());
  createRoot(root).render(<App model={model} />);
  host.post({ type: 'ready' });
}

function showComparison(root: HTMLElement): void {
  const host = connectToCompareHost();
  reportErrors((message) => host.post(message));
  createRoot(root).render(<CompareApp host={host} />);
}

const root = document.getElementById('root');
if (root) (root.dataset['mode'] === 'compare' ? showComparison : showEditor)(root);
