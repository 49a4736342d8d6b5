import { askedText, countText, runLabel } from '../run/RunPill.tsx';
import { useCanvasState } from '../store/canvasStore.ts';

/** Tells screen readers how the run goes: its state, and each node that fails. Nothing of it can be seen. */
export function RunAnnouncer() {
  const text = useCanvasState(({ run, graph }) => {
    if (!run) return '';
    const failures = run.nodes.flatMap((node) =>
      node.failure === undefined || node.part ? [] : [`${node.id} failed: ${node.failure}`],
    );
    const count = run.state === 'running' || run.state === 'pending' ? '' : `, ${countText(run)}`;
    const asked = askedText(run, graph);
    const head = `Run: ${runLabel(run)}${asked === undefined ? '' : `, ${asked}`}${count}`;
    return [head, ...(run.processes === undefined ? [] : [run.processes]), ...failures].join('. ');
  });
  return (
    <div className="for-screen-readers" aria-live="polite">
      {text}
    </div>
  );
}
