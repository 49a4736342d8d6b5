import { countText, runLabel } from '../run/RunPill.tsx';
import { useCanvasState } from '../store/canvasStore.ts';

/** Tells screen readers how the run goes: its state, and each node that fails. Nothing of it can be seen. */
export function RunAnnouncer() {
  const text = useCanvasState(({ run }) => {
    if (!run) return '';
    const failures = run.nodes.flatMap((node) =>
      node.failure === undefined || node.part ? [] : [`${node.id} failed: ${node.failure}`],
    );
    const count = run.state === 'running' || run.state === 'pending' ? '' : `, ${countText(run)}`;
    const asked = run.asked === undefined ? '' : `, ${run.asked}`;
    return [
      `Run: ${runLabel(run)}${asked}${count}`,
      ...(run.processes === undefined ? [] : [run.processes]),
      ...failures,
    ].join('. ');
  });
  return (
    <div className="for-screen-readers" aria-live="polite">
      {text}
    </div>
  );
}
