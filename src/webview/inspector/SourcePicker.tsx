import { useEffect, useMemo, useRef, useState } from 'react';
import type { PortType, WireSource } from '../../flow/model.ts';
import { pickListKeys } from '../elements/pickListKeys.ts';
import { useCanvasState } from '../store/canvasStore.ts';
import { type SourceChoice, sourceChoices } from './wireSources.ts';

/** Choices that the list shows at once; typing narrows them. */
const CHOICES_SHOWN = 60;

interface SourcePickerProps {
  /** The port that takes the value; without a node, a flow output. */
  readonly target: { readonly node?: string; readonly type: PortType };
  readonly onPick: (source: WireSource) => void;
  readonly onClose: () => void;
}

/** A list of everything that a port could be wired to, narrowed by typing: the keyboard's way to draw a wire. */
export function SourcePicker({ target, onPick, onClose }: SourcePickerProps) {
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const choices = useChoices(target, query);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  const pick = (choice: SourceChoice | undefined) => {
    if (!choice) return;
    onClose();
    onPick(choice.source);
  };
  const count = choices.length;
  const onKeyDown = pickListKeys({ count, active, setActive, pick: () => pick(choices[active]), close: onClose });
  return (
    <>
      <div className="backdrop" onMouseDown={onClose} />
      <div className="source-picker surface-menu" role="dialog" aria-label="Connect to">
        <input
          className="quick-add-field"
          autoFocus
          role="combobox"
          aria-expanded="true"
          aria-controls="source-list"
          aria-label="Search sources"
          placeholder="Connect to…"
          value={query}
          spellCheck={false}
          onChange={(event) => {
            setQuery(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
        <div className="quick-add-list" id="source-list" role="listbox" aria-label="Sources" ref={list}>
          {choices.map((choice, index) => (
            <div
              key={choice.text}
              className="quick-add-option"
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              onMouseMove={() => setActive(index)}
              onClick={() => pick(choice)}
            >
              <span className="source-text">{choice.text}</span>
              <span className="quick-add-description">{choice.type}</span>
            </div>
          ))}
          {choices.length === 0 && <div className="quick-add-none">Nothing fits.</div>}
        </div>
      </div>
    </>
  );
}

function useChoices(target: SourcePickerProps['target'], query: string): readonly SourceChoice[] {
  const graph = useCanvasState((state) => state.graph);
  const inputs = useCanvasState((state) => state.document?.flow.inputs);
  const { node, type } = target;
  const all = useMemo(
    () => (graph ? sourceChoices(graph, inputs ?? [], node === undefined ? { type } : { node, type }) : []),
    [graph, inputs, node, type],
  );
  const wanted = query.trim().toLowerCase();
  return all.filter(({ text }) => text.toLowerCase().includes(wanted)).slice(0, CHOICES_SHOWN);
}
