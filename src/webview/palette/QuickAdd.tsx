import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { KindDefinition } from '../../flow/catalog/kind.ts';
import { Icon } from '../elements/Icon.tsx';
import { pickListKeys } from '../elements/pickListKeys.ts';
import { addNode, closeQuickAdd } from '../store/addActions.ts';
import { focusCanvas } from '../store/canvasElement.ts';
import type { QuickAddRequest } from '../store/canvasState.ts';
import { useCanvasModel, useCanvasState } from '../store/canvasStore.ts';
import { addChosenFiles } from '../store/fileActions.ts';
import { keepInWindow } from './keepInWindow.ts';
import { fitsRequest, searchKinds } from './searchKinds.ts';

const FILE_OPTION_ID = 'quick-add-file';
const FILE_CHOICE = {
  icon: 'new-file',
  title: 'Add File…',
  description: 'Makes a node of a file: a script runs, a table is read and parsed, a flow is a sub-flow.',
};

/** The list from which a new node is picked, at the pointer. */
export function QuickAdd() {
  const request = useCanvasState((state) => state.quickAdd);
  return request && <QuickAddList request={request} />;
}

function QuickAddList({ request }: { request: QuickAddRequest }) {
  const model = useCanvasModel();
  const catalog = useCanvasState((state) => state.catalog);
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const panel = useRef<HTMLDivElement>(null);
  const graph = useCanvasState((state) => state.graph);
  const kinds = useMemo(
    () => searchKinds(catalog, query, fitsRequest(graph, request)),
    [catalog, query, graph, request],
  );
  const grouped = query.trim() === '';
  const offersFile = offersFiles(query, request);

  useLayoutEffect(() => keepInWindow(panel.current, request.at), [request.at]);
  useEffect(() => {
    panel.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [active, kinds]);

  const close = () => {
    closeQuickAdd(model);
    focusCanvas();
  };
  const pick = (kind: KindDefinition | undefined) => {
    if (kind) void addNode(model, kind, request);
  };
  const pickFile = () => {
    close();
    addChosenFiles(model, request.position);
  };
  const onKeyDown = pickListKeys({
    count: kinds.length + (offersFile ? 1 : 0),
    active,
    setActive,
    pick: () => (offersFile && active === kinds.length ? pickFile() : pick(kinds[active])),
    close,
  });
  return (
    <>
      <div className="backdrop" onMouseDown={close} />
      <div className="quick-add surface-menu" ref={panel} role="dialog" aria-label="Add a node">
        <input
          className="quick-add-field"
          autoFocus
          role="combobox"
          aria-expanded="true"
          aria-controls="quick-add-list"
          aria-activedescendant={kinds[active] ? optionId(kinds[active]) : offersFile ? FILE_OPTION_ID : undefined}
          aria-label="Search kinds of nodes"
          placeholder={placeholderFor(request)}
          value={query}
          spellCheck={false}
          onChange={(event) => {
            setQuery(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
        <div className="quick-add-list" id="quick-add-list" role="listbox" aria-label="Kinds of nodes">
          {kinds.map((kind, index) => (
            <Option
              key={kind.id}
              id={optionId(kind)}
              choice={kind}
              active={index === active}
              heading={grouped && kinds[index - 1]?.category !== kind.category ? kind.category : undefined}
              onPick={() => pick(kind)}
              onHover={() => setActive(index)}
            />
          ))}
          {offersFile && (
            <Option
              id={FILE_OPTION_ID}
              choice={FILE_CHOICE}
              active={active === kinds.length}
              heading={grouped ? 'From the Project' : undefined}
              onPick={pickFile}
              onHover={() => setActive(kinds.length)}
            />
          )}
          {kinds.length === 0 && !offersFile && <div className="quick-add-none">No kind of node matches.</div>}
        </div>
      </div>
    </>
  );
}

function placeholderFor({ wire, onWire }: QuickAddRequest): string {
  if (onWire !== undefined) return 'Insert a node';
  return wire ? `Add a node for ${wire.node}.${wire.port}` : 'Add a node';
}

function optionId(kind: KindDefinition): string {
  return `quick-add-${kind.id}`;
}

/** Whether files are offered: they come with wires of their own, so that no wire can lead to the new node. */
function offersFiles(query: string, { wire, onWire }: QuickAddRequest): boolean {
  const words = FILE_CHOICE.title.toLowerCase();
  return !wire && onWire === undefined && words.includes(query.trim().toLowerCase());
}

interface OptionProps {
  readonly id: string;
  readonly choice: Pick<KindDefinition, 'icon' | 'title' | 'description'>;
  readonly active: boolean;
  readonly heading: string | undefined;
  readonly onPick: () => void;
  readonly onHover: () => void;
}

function Option({ id, choice, active, heading, onPick, onHover }: OptionProps) {
  return (
    <>
      {heading !== undefined && (
        <div className="quick-add-heading" role="presentation">
          {heading}
        </div>
      )}
      <div
        id={id}
        className="quick-add-option"
        role="option"
        aria-selected={active}
        tabIndex={-1}
        onMouseMove={onHover}
        onClick={onPick}
        title={choice.description}
      >
        <Icon name={choice.icon} />
        <span className="quick-add-title">{choice.title}</span>
        <span className="quick-add-description">{choice.description}</span>
      </div>
    </>
  );
}
