import { useEffect } from 'react';
import { Icon } from '../elements/Icon.tsx';
import { IconButton } from '../elements/IconButton.tsx';
import { useCanvasModel, useCanvasState } from '../store/canvasStore.ts';

/** How long a notice stays. */
export const NOTICE_MS = 8_000;

/** A sentence about a gesture that could not be done; it goes away by itself. */
export function NoticeBar() {
  const { store } = useCanvasModel();
  const notice = useCanvasState((state) => state.notice);
  useEffect(() => {
    if (!notice) return;
    const timer = setTimeout(() => store.setState({ notice: null }), NOTICE_MS);
    return () => clearTimeout(timer);
  }, [notice, store]);
  return (
    <div className="notice-place" role="status">
      {notice && (
        <div className="notice surface-menu">
          <Icon name="info" />
          <span>{notice.text}</span>
          <IconButton icon="close" label="Close" onClick={() => store.setState({ notice: null })} />
        </div>
      )}
    </div>
  );
}
