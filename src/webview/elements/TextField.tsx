import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import type { VscodeTextfield } from '@vscode-elements/elements/dist/vscode-textfield/vscode-textfield.js';
import { type KeyboardEvent, useRef } from 'react';
import { useTextCommit } from './useFieldCommit.ts';

/** What every field of a form has in common. `onCommit` says whether the value was taken. */
export interface FieldProps<Value> {
  readonly value: Value;
  readonly label: string;
  readonly disabled?: boolean;
  readonly invalid?: boolean;
  readonly onCommit: (value: Value) => void | Promise<boolean>;
}

interface TextFieldProps extends FieldProps<string> {
  readonly placeholder?: string;
  readonly monospace?: boolean;
}

/** A line of text, handed over when the field is left or Enter is pressed; Escape brings the old text back. */
export function TextField({ value, label, disabled, invalid, placeholder, monospace, onCommit }: TextFieldProps) {
  const field = useRef<VscodeTextfield>(null);
  useTextCommit({ field, value, onCommit });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && field.current) field.current.value = value;
  };
  return (
    <vscode-textfield
      ref={field}
      className={monospace ? 'field monospace' : 'field'}
      value={value}
      label={label}
      placeholder={placeholder ?? ''}
      disabled={disabled ?? false}
      invalid={invalid ?? false}
      onKeyDown={onKeyDown}
    />
  );
}
