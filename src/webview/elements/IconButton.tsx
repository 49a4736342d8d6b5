import type { MouseEvent } from 'react';
import { Icon } from './Icon.tsx';

interface IconButtonProps {
  readonly icon: string;
  /** Name for screen readers, and the tooltip. */
  readonly label: string;
  readonly onClick: (event: MouseEvent<HTMLButtonElement>) => void;
  readonly disabled?: boolean;
  /** Whether the thing that it switches is on; absent for a button that switches nothing. */
  readonly pressed?: boolean;
  readonly className?: string;
}

/** A button that shows only an icon, as in VS Code's toolbars. */
export function IconButton({ icon, label, onClick, disabled, pressed, className }: IconButtonProps) {
  return (
    <button
      type="button"
      className={className ? `icon-button ${className}` : 'icon-button'}
      title={label}
      aria-label={label}
      // Not `disabled`: the tooltip says why, and the keyboard must be able to reach it.
      aria-disabled={disabled || undefined}
      aria-pressed={pressed}
      onClick={(event) => !disabled && onClick(event)}
    >
      <Icon name={icon} />
    </button>
  );
}
