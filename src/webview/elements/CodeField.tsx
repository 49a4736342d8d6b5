import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { FieldProps } from './TextField.tsx';

/** What the Tab key writes. */
const INDENT = '  ';

/**
 * Code in the editor's own font. Tab indents, and Escape lets the next Tab leave the field, as in VS Code. The code is
 * handed over when the field is left, or by Ctrl+Enter.
 */
export function CodeField({
  value,
  label,
  disabled,
  invalid,
  placeholder,
  onCommit,
}: FieldProps<string> & { readonly placeholder?: string }) {
  const [text, setText] = useState(value);
  const tabLeaves = useRef(false);
  useEffect(() => setText(value), [value]);

  const commit = async () => {
    tabLeaves.current = false;
    if (text !== value && (await onCommit(text)) === false) setText(value);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === 'Escape') tabLeaves.current = true;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void commit();
    if (event.key !== 'Tab' || event.shiftKey || tabLeaves.current) return;
    event.preventDefault();
    // The only way to write at the caret that the field's own undo knows about.
    document.execCommand('insertText', false, INDENT);
  };
  return (
    <textarea
      className="code-field"
      value={text}
      aria-label={label}
      aria-invalid={invalid || undefined}
      disabled={disabled}
      placeholder={placeholder}
      spellCheck={false}
      wrap="off"
      onChange={(event) => setText(event.target.value)}
      onBlur={() => void commit()}
      onKeyDown={onKeyDown}
    />
  );
}
