import type { ReactNode } from 'react';
import { IconButton } from '../elements/IconButton.tsx';

interface FieldFrameProps {
  readonly label: string;
  readonly required?: boolean;
  readonly description?: string | undefined;
  readonly problem?: string | undefined;
  /** Takes the value out of the file; absent when the file has none. */
  readonly onReset?: (() => void) | undefined;
  readonly resetLabel?: string;
  /** A further button beside the label. */
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

/** Label, description and problem around a field. */
export function FieldFrame({
  label,
  required,
  description,
  problem,
  onReset,
  resetLabel,
  action,
  children,
}: FieldFrameProps) {
  return (
    <div className="field-frame" data-problem={problem !== undefined || undefined}>
      <div className="field-head">
        <span className="field-label">
          {label}
          {required && <span className="field-required"> (required)</span>}
        </span>
        {action}
        {onReset && (
          <IconButton
            icon={resetLabel === undefined ? 'discard' : 'close'}
            label={resetLabel ?? `Reset ${label} to its default`}
            className="field-reset"
            onClick={onReset}
          />
        )}
      </div>
      {description !== undefined && <div className="field-description">{description}</div>}
      {children}
      {problem !== undefined && (
        <div className="field-problem" role="alert">
          {problem}
        </div>
      )}
    </div>
  );
}
