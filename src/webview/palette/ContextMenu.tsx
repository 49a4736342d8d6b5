import { type KeyboardEvent, useLayoutEffect, useRef } from 'react';
import { focusCanvas } from '../store/canvasElement.ts';
import type { MenuRequest } from '../store/canvasState.ts';
import { useCanvasModel, useCanvasState } from '../store/canvasStore.ts';
import { keepInWindow } from './keepInWindow.ts';
import type { MenuItem } from './menuItem.ts';
import { menuItems } from './menuItems.ts';

/** The menu of the right mouse button, as VS Code draws its own. */
export function ContextMenu() {
  const request = useCanvasState((state) => state.menu);
  return request && <Menu request={request} />;
}

function Menu({ request }: { request: MenuRequest }) {
  const model = useCanvasModel();
  const menu = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    keepInWindow(menu.current, request.at);
    menu.current?.querySelector<HTMLElement>('[role="menuitem"]')?.focus();
  }, [request]);

  const close = () => {
    model.store.setState({ menu: null });
    focusCanvas();
  };
  const choose = (item: MenuItem) => {
    if (item.disabled) return;
    close();
    item.act();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    event.stopPropagation();
    if (event.key === 'Escape' || event.key === 'Tab') close();
    else if (event.key === 'ArrowDown') moveFocus(event.currentTarget, 1);
    else if (event.key === 'ArrowUp') moveFocus(event.currentTarget, -1);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div
        className="backdrop"
        onMouseDown={close}
        onContextMenu={(event) => {
          event.preventDefault();
          close();
        }}
      />
      <div
        className="menu surface-menu"
        role="menu"
        ref={menu}
        onKeyDown={onKeyDown}
        onContextMenu={(event) => event.preventDefault()}
      >
        {menuItems(model, request).map((item, index) =>
          item === 'separator' ? (
            <div className="menu-separator" role="separator" key={index} />
          ) : (
            <button
              type="button"
              className="menu-item"
              role="menuitem"
              key={item.label}
              aria-disabled={item.disabled !== undefined}
              title={item.disabled}
              onClick={() => choose(item)}
              onMouseEnter={(event) => event.currentTarget.focus()}
            >
              <span>{item.label}</span>
              <span className="menu-key">{item.keys}</span>
            </button>
          ),
        )}
      </div>
    </>
  );
}

function moveFocus(menu: HTMLElement, step: number): void {
  const items = [...menu.querySelectorAll<HTMLElement>('[role="menuitem"]')];
  const index = items.indexOf(document.activeElement as HTMLElement);
  items[(index + step + items.length) % items.length]?.focus();
}
