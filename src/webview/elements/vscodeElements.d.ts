import type { VscodeCheckbox } from '@vscode-elements/elements/dist/vscode-checkbox/vscode-checkbox.js';
import type { VscodeOption } from '@vscode-elements/elements/dist/vscode-option/vscode-option.js';
import type { VscodeSingleSelect } from '@vscode-elements/elements/dist/vscode-single-select/vscode-single-select.js';
import type { VscodeTextarea } from '@vscode-elements/elements/dist/vscode-textarea/vscode-textarea.js';
import type { VscodeTextfield } from '@vscode-elements/elements/dist/vscode-textfield/vscode-textfield.js';
import type { HTMLAttributes, Key, ReactNode, Ref } from 'react';

/** React sets what an element has as a property, and everything else as an attribute. */
type CustomElement<Element, Properties extends keyof Element> = Partial<Pick<Element, Properties>> &
  Omit<HTMLAttributes<HTMLElement>, Properties & string> & { ref?: Ref<Element>; key?: Key; children?: ReactNode };

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'vscode-textfield': CustomElement<
        VscodeTextfield,
        'value' | 'placeholder' | 'invalid' | 'disabled' | 'label' | 'readonly'
      >;
      'vscode-textarea': CustomElement<
        VscodeTextarea,
        'value' | 'placeholder' | 'invalid' | 'disabled' | 'label' | 'rows' | 'readonly' | 'monospace' | 'resize'
      >;
      'vscode-single-select': CustomElement<
        VscodeSingleSelect,
        'value' | 'disabled' | 'invalid' | 'label' | 'combobox'
      >;
      'vscode-option': CustomElement<VscodeOption, 'value' | 'selected' | 'description'>;
      'vscode-checkbox': CustomElement<VscodeCheckbox, 'checked' | 'disabled' | 'label' | 'invalid'>;
    }
  }
}
