import '@vscode-elements/elements/dist/vscode-checkbox/index.js';
import type { VscodeCheckbox } from '@vscode-elements/elements/dist/vscode-checkbox/vscode-checkbox.js';
import { useRef } from 'react';
import type { FieldProps } from './TextField.tsx';
import { useFieldCommit } from './useFieldCommit.ts';

/** Yes or no, handed over at once. */
export function CheckField({ value, label, disabled, onCommit }: FieldProps<boolean>) {
  const field = useRef<VscodeCheckbox>(null);
  useFieldCommit({
    field,
    value,
    read: (element) => element.checked,
    write: (element, checked) => {
      element.checked = checked;
    },
    onCommit,
  });
  return <vscode-checkbox ref={field} checked={value} label={label} disabled={disabled ?? false} />;
}
