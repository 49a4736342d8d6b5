import { Icon } from '../elements/Icon.tsx';
import { useCanvasModel, useCanvasState } from '../store/canvasStore.ts';

/** Says why the graph cannot be edited, and leads to the place in the text. */
export function BrokenBanner() {
  const model = useCanvasModel();
  const broken = useCanvasState((state) => state.document?.broken);
  const isGraphShown = useCanvasState((state) => (state.document?.flow.nodes.length ?? 0) > 0);
  if (!broken) return null;
  return (
    <div className="banner" role="alert">
      <Icon name="error" />
      <span className="banner-text" title={broken.message}>
        <strong>
          {`Line ${broken.line}: `}
          {broken.message}
        </strong>{' '}
        {isGraphShown
          ? 'The graph shows the last version that could be read and cannot be edited.'
          : 'There is no graph to show until the text is mended.'}
      </span>
      <button
        type="button"
        className="button"
        onClick={() => model.host.post({ type: 'revealLine', line: broken.line })}
      >
        Go to Error
      </button>
    </div>
  );
}
