import { useEffect } from 'react';
import { INSPECTOR_WIDTH } from '../store/canvasState.ts';
import { useCanvasModel } from '../store/canvasStore.ts';

/**
 * Hides the inspector when the window becomes too narrow for it and the graph, as when the editor is split, and brings
 * it back with the room for it. In between people open and close it as they like.
 */
export function useRoomForInspector(): void {
  const { store } = useCanvasModel();
  useEffect(() => {
    const roomy = window.matchMedia(`(min-width: ${INSPECTOR_WIDTH.roomFor}px)`);
    let wasHidden = false;
    const onChange = () => {
      const { inspectorOpen } = store.getState();
      if (roomy.matches ? wasHidden : inspectorOpen) store.setState({ inspectorOpen: roomy.matches });
      wasHidden = !roomy.matches && inspectorOpen;
    };
    roomy.addEventListener('change', onChange);
    return () => roomy.removeEventListener('change', onChange);
  }, [store]);
}
