import '@vscode-elements/elements/dist/vscode-checkbox/index.js';
import type { VscodeCheckbox } from '@vscode-elements/elements/dist/vscode-checkbox/vscode-checkbox.js';
import { useRef } from 'react';
import type { FieldProps } from './TextField.tsx';
import { useElementEvent } from './useElementEvent.ts';

/** Yes or no, handed over at once. */
export function CheckField({ value, label, disabled, onCommit }: FieldProps<boolean>) {
  const field = useRef<VscodeCheckbox>(null);
  useElementEvent(field, 'change', async (element) => {
    if (element.checked === value) return;
    if ((await onCommit(element.checked)) === false) element.checked = value;
  });
  return <vscode-checkbox ref={field} checked={value} label={label} disabled={disabled ?? false} />;
}
