import { useEffect } from 'react';
import { INSPECTOR_WIDTH } from '../store/canvasState.ts';
import { useCanvasModel } from '../store/canvasStore.ts';

/**
 * Keeps the store's width of the window. A window that becomes too narrow for the inspector beside the graph, as when
 * the editor is split, forgets that somebody opened it.
 */
export function useWindowWidth(): void {
  const { store } = useCanvasModel();
  useEffect(() => {
    const onResize = () => {
      const windowWidth = window.innerWidth;
      const becameNarrow =
        windowWidth < INSPECTOR_WIDTH.besides && store.getState().windowWidth >= INSPECTOR_WIDTH.besides;
      store.setState({ windowWidth, ...(becameNarrow && { inspectorOpen: null }) });
    };
    window.addEventListener('resize', onResize);
    return () => window.removeEventListener('resize', onResize);
  }, [store]);
}
