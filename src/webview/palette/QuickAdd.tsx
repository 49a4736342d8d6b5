import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { KindDefinition } from '../../flow/catalog/kind.ts';
import { Icon } from '../elements/Icon.tsx';
import { pickListKeys } from '../elements/pickListKeys.ts';
import { addNode, closeQuickAdd } from '../store/addActions.ts';
import { focusCanvas } from '../store/canvasElement.ts';
import type { QuickAddRequest } from '../store/canvasState.ts';
import { useCanvasModel, useCanvasState } from '../store/canvasStore.ts';
import { keepInWindow } from './keepInWindow.ts';
import { type ProjectChoice, projectChoices } from './projectChoices.ts';
import { fitsRequest, searchKinds } from './searchKinds.ts';

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
  const offeredFlows = useCanvasState((state) => state.offeredFlows);
  const fromProject = useMemo(
    () => projectChoices({ offeredFlows, catalog }, query, request),
    [offeredFlows, catalog, query, request],
  );
  const choices = [...kinds, ...fromProject];

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
  const pickFromProject = (choice: ProjectChoice | undefined) => {
    close();
    choice?.pick(model, request);
  };
  const onKeyDown = pickListKeys({
    count: choices.length,
    active,
    setActive,
    pick: () => (active < kinds.length ? pick(kinds[active]) : pickFromProject(fromProject[active - kinds.length])),
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
          aria-activedescendant={choices[active] && optionId(choices[active])}
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
          {fromProject.map((choice, index) => (
            <Option
              key={choice.id}
              id={optionId(choice)}
              choice={choice}
              active={kinds.length + index === active}
              heading={grouped && index === 0 ? 'From the Project' : undefined}
              onPick={() => pickFromProject(choice)}
              onHover={() => setActive(kinds.length + index)}
            />
          ))}
          {choices.length === 0 && <div className="quick-add-none">No kind of node matches.</div>}
        </div>
      </div>
    </>
  );
}

function placeholderFor({ wire, onWire }: QuickAddRequest): string {
  if (onWire !== undefined) return 'Insert a node';
  return wire ? `Add a node for ${wire.node}.${wire.port}` : 'Add a node';
}

function optionId({ id }: Pick<KindDefinition, 'id'>): string {
  return `quick-add-${id}`;
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
