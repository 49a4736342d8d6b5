import { type RefObject, useEffect, useRef } from 'react';
import type { FlowPath } from '../../flow/model.ts';
import { Icon } from '../elements/Icon.tsx';
import { IconButton } from '../elements/IconButton.tsx';
import { TextField } from '../elements/TextField.tsx';
import type { Card } from '../graph/card.ts';
import { RUN_VERBS, type RunVerb } from '../run/verbs.ts';
import { isEditable, runObstacle } from '../store/canvasState.ts';
import { type CanvasModel, showNotice, useCanvasModel, useCanvasState } from '../store/canvasStore.ts';
import { idProblem, renameNode, setValue } from '../store/editActions.ts';
import { AdvancedSettings } from './AdvancedSettings.tsx';
import { FieldFrame } from './FieldFrame.tsx';
import { LastRun, RunResults } from './LastRun.tsx';
import { PinNote } from './PinNote.tsx';
import { problemAt, problemsElsewhere } from './problems.ts';
import { Section } from './Section.tsx';
import { SettingField } from './SettingField.tsx';
import { WireList } from './WireList.tsx';

/** Everything about one node. */
export function NodePanel({ card }: { card: Card }) {
  const model = useCanvasModel();
  const panel = useRef<HTMLDivElement>(null);
  useFreshFocus(card, panel);
  return (
    <div className="panel" ref={panel}>
      <header className="panel-head">
        <Icon name={card.icon} />
        <h2 className="panel-title" title={card.title}>
          {card.title}
        </h2>
        <span className="panel-tools">
          {RUN_VERBS.map((verb) => (
            <VerbButton key={verb.command} verb={verb} node={card.id} />
          ))}
          <IconButton
            icon="go-to-file"
            label="Go to Text"
            onClick={() => model.host.post({ type: 'revealText', node: card.id })}
          />
        </span>
      </header>
      <p className="panel-kind">
        <strong>{card.kind?.title ?? (card.node.uses || 'No kind')}</strong>
        {card.kind ? ` ${card.kind.description}` : ''}
      </p>
      <PinNote node={card.id} />
      <OtherProblems card={card} />
      <LastRun node={card.id} />
      <Settings card={card} />
      <WireList card={card} />
      <RunResults node={card.id} />
      <Section title="Name" initiallyOpen={false} note={card.id}>
        <Names card={card} />
      </Section>
      <AdvancedSettings card={card} />
    </div>
  );
}

function VerbButton({ verb: { command, title, keys, icon }, node }: { verb: RunVerb; node: string }) {
  const model = useCanvasModel();
  const obstacle = useCanvasState(runObstacle);
  return (
    <IconButton
      icon={icon}
      label={`${title} (${obstacle?.replace(/\.$/, '') ?? keys})`}
      disabled={obstacle !== undefined}
      onClick={() => model.host.post({ type: 'nodeCommand', command, node })}
    />
  );
}

function settingPath(card: Card, name: string): FlowPath {
  return ['nodes', card.id, 'with', name];
}

/** An input of another flow that a wire fills has no constant. */
function isWired({ kind, inPorts, node }: Card, name: string): boolean {
  if (kind?.runtime !== 'flow' || node.with[name] !== undefined) return false;
  return inPorts.some((port) => port.name === name && port.sources.length > 0);
}

function Settings({ card }: { card: Card }) {
  const settings = Object.entries(card.kind?.settings ?? {}).filter(([name]) => !isWired(card, name));
  if (settings.length === 0) return null;
  return (
    <Section title="Settings">
      <div data-settings>
        {settings.map(([name, schema]) => (
          <SettingField
            key={name}
            name={name}
            schema={schema}
            required={card.kind?.requiredSettings.includes(name) ?? false}
            value={card.node.with[name]}
            path={settingPath(card, name)}
            problem={problemAt(card.diagnostics, settingPath(card, name))}
          />
        ))}
      </div>
    </Section>
  );
}

/** Problems of the node that no field of the form shows at its place. */
function OtherProblems({ card }: { card: Card }) {
  const shown = Object.keys(card.kind?.settings ?? {}).map((name) => settingPath(card, name));
  const problems = problemsElsewhere(card.diagnostics, shown);
  if (problems.length === 0) return null;
  return (
    <ul className="problems" aria-label="Problems">
      {problems.map(({ severity, message, span }) => (
        <li key={`${span.start} ${message}`} data-severity={severity}>
          <Icon name={severity === 'information' ? 'info' : severity} />
          <span>{message}</span>
        </li>
      ))}
    </ul>
  );
}

function Names({ card }: { card: Card }) {
  const model = useCanvasModel();
  const disabled = !useCanvasState(isEditable);
  return (
    <>
      <FieldFrame label="Name" description="Shown on the card instead of the id.">
        <TextField
          label="Name"
          value={card.node.name ?? ''}
          placeholder={card.id}
          disabled={disabled}
          onCommit={(text) => setValue(model, ['nodes', card.id, 'name'], text.trim() || undefined)}
        />
      </FieldFrame>
      <FieldFrame label="Id" description="What wires and logs name. Wires follow when it changes.">
        <TextField
          label="Id"
          value={card.id}
          disabled={disabled}
          monospace
          onCommit={(text) => rename(model, card.id, text.trim())}
        />
      </FieldFrame>
      <FieldFrame label="Description">
        <TextField
          label="Description"
          value={card.node.description ?? ''}
          disabled={disabled}
          onCommit={(text) => setValue(model, ['nodes', card.id, 'description'], text.trim() || undefined)}
        />
      </FieldFrame>
    </>
  );
}

async function rename(model: CanvasModel, id: string, newId: string): Promise<boolean> {
  const problem = idProblem(model, id, newId);
  if (problem !== undefined) {
    showNotice(model, problem);
    return false;
  }
  await renameNode(model, id, newId);
  return true;
}

/** A new node's first setting takes the keyboard: it is what comes next. */
function useFreshFocus(card: Card, panel: RefObject<HTMLDivElement | null>): void {
  const { store } = useCanvasModel();
  const fresh = useCanvasState((state) => state.freshNode === card.id);
  useEffect(() => {
    if (!fresh) return;
    store.setState({ freshNode: null });
    panel.current
      ?.querySelector<HTMLElement>('[data-settings] :is(vscode-textfield, textarea, vscode-textarea)')
      ?.focus();
  }, [fresh, store, panel]);
}
