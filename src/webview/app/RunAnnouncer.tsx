import { countText, runLabel } from '../run/RunPill.tsx';
import { useCanvasState } from '../store/canvasStore.ts';

/** Tells screen readers how the run goes: its state, and each node that fails. Nothing of it can be seen. */
export function RunAnnouncer() {
  const text = useCanvasState(({ run }) => {
    if (!run) return '';
    const failures = run.nodes.flatMap((node) =>
      node.failure === undefined ? [] : [`${node.id} failed: ${node.failure}`],
    );
    const count = run.state === 'running' || run.state === 'pending' ? '' : `, ${countText(run)}`;
    return [`Run: ${runLabel(run)}${count}`, ...(run.processes === undefined ? [] : [run.processes]), ...failures].join(
      '. ',
    );
  });
  return (
    <div className="for-screen-readers" aria-live="polite">
      {text}
    </div>
  );
}
