import '@vscode-elements/elements/dist/vscode-option/index.js';
import '@vscode-elements/elements/dist/vscode-single-select/index.js';
import type { VscodeSingleSelect } from '@vscode-elements/elements/dist/vscode-single-select/vscode-single-select.js';
import { useRef } from 'react';
import type { FieldProps } from './TextField.tsx';
import { useTextCommit } from './useFieldCommit.ts';

interface SelectFieldProps extends FieldProps<string> {
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

/** One of a few values, handed over when it is chosen. */
export function SelectField({ value, label, disabled, invalid, options, onCommit }: SelectFieldProps) {
  const field = useRef<VscodeSingleSelect>(null);
  useTextCommit({ field, value, onCommit });
  return (
    <vscode-single-select
      // The element reads its options once; another set of them is another element.
      key={options.map((option) => option.value).join('\n')}
      ref={field}
      className="field"
      value={value}
      label={label}
      disabled={disabled ?? false}
      invalid={invalid ?? false}
    >
      {options.map((option) => (
        <vscode-option key={option.value} value={option.value} selected={option.value === value}>
          {option.label}
        </vscode-option>
      ))}
    </vscode-single-select>
  );
}
