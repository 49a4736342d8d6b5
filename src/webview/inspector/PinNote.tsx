import { Icon } from '../elements/Icon.tsx';
import { sentence } from '../elements/sentence.ts';
import { pinObstacle } from '../run/verbs.ts';
import { useCanvasModel, useCanvasState } from '../store/canvasStore.ts';
import { ShowRun } from './ShowRun.tsx';

/** Says of a pinned node that it does not run, and why. */
export function PinNote({ node }: { node: string }) {
  const model = useCanvasModel();
  const pin = useCanvasState((state) => state.pins.get(node));
  if (!pin) return null;
  const obstacle = pinObstacle(model);
  const unpin = () => model.host.post({ type: 'nodeCommand', command: 'unpin', node });
  return (
    <p className="pin-note">
      <Icon name="pinned" />
      <span>
        {sentence(pin.words)}. It does not run.
        <ShowRun node={node} runId={pin.runId} />
        {' · '}
        <button
          type="button"
          className="link-button"
          disabled={obstacle !== undefined}
          title={obstacle}
          onClick={unpin}
        >
          Unpin
        </button>
      </span>
    </p>
  );
}
