import { useCanvasModel } from '../store/canvasStore.ts';

/** A link to a node of an earlier run, behind the words that name the run. */
export function ShowRun({ node, runId }: { node: string; runId: string }) {
  const model = useCanvasModel();
  return (
    <>
      {' · '}
      <button
        type="button"
        className="link-button"
        title="Show in the Runs view"
        onClick={() => model.host.post({ type: 'showRun', runId, node })}
      >
        Show
      </button>
    </>
  );
}
