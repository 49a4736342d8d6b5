import '@vscode-elements/elements/dist/vscode-textarea/index.js';
import type { VscodeTextarea } from '@vscode-elements/elements/dist/vscode-textarea/vscode-textarea.js';
import { useRef } from 'react';
import type { FieldProps } from './TextField.tsx';
import { useTextCommit } from './useFieldCommit.ts';

/** Lines of an empty area, and the most that it grows to by itself. */
const ROWS = { minimum: 2, maximum: 12 } as const;

/** Several lines of prose, handed over when the field is left. */
export function TextArea({
  value,
  label,
  disabled,
  invalid,
  onCommit,
  placeholder,
}: FieldProps<string> & { readonly placeholder?: string }) {
  const field = useRef<VscodeTextarea>(null);
  useTextCommit({ field, value, onCommit });
  const rows = Math.min(ROWS.maximum, Math.max(ROWS.minimum, value.split('\n').length));
  return (
    <vscode-textarea
      ref={field}
      className="field"
      value={value}
      label={label}
      placeholder={placeholder ?? ''}
      rows={rows}
      resize="vertical"
      disabled={disabled ?? false}
      invalid={invalid ?? false}
    />
  );
}
