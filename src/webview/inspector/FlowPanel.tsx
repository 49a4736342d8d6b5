import type { FlowInput, ScalarPortType, WireSource } from '../../flow/model.ts';
import { prose } from '../../flow/prose.ts';
import { Icon } from '../elements/Icon.tsx';
import { IconButton } from '../elements/IconButton.tsx';
import { TextArea } from '../elements/TextArea.tsx';
import { TextField } from '../elements/TextField.tsx';
import { sourceText } from '../graph/card.ts';
import { freeName } from '../graph/freeName.ts';
import { endedBadly, NODE_STATUS, RUN_STATUS } from '../run/nodeStatus.ts';
import { countText, runLabel } from '../run/RunPill.tsx';
import { isEditable } from '../store/canvasState.ts';
import { useCanvasModel, useCanvasState } from '../store/canvasStore.ts';
import { setValue } from '../store/editActions.ts';
import { revealNode } from '../store/selectionActions.ts';
import { FieldFrame } from './FieldFrame.tsx';
import { FlowGroups } from './FlowGroups.tsx';
import { FlowSettings } from './FlowSettings.tsx';
import { DurationField } from './PolicyFields.tsx';
import { Section } from './Section.tsx';
import { SourcePicker } from './SourcePicker.tsx';
import { jsonOrText, toFieldText } from './settingValue.ts';
import { PickButton } from './WireList.tsx';

/** What the inspector says of the flow itself while no node is selected. */
export function FlowPanel() {
  const flow = useCanvasState((state) => state.document?.flow);
  const title = useCanvasState((state) => state.document?.title);
  const problems = useCanvasState((state) => state.document?.diagnostics);
  if (!flow) return null;
  const general = (problems ?? []).filter(({ node }) => node === undefined);
  return (
    <div className="panel">
      <header className="panel-head">
        <Icon name="type-hierarchy-sub" className="icon-flow" />
        <h2 className="panel-title">{flow.name ?? title}</h2>
      </header>
      <p className="panel-kind">{flow.description ?? `${flow.nodes.length} nodes in ${title}`}</p>
      {general.length > 0 && (
        <ul className="problems" aria-label="Problems">
          {general.map(({ severity, message, span }) => (
            <li key={`${span.start} ${message}`} data-severity={severity}>
              <Icon name={severity === 'information' ? 'info' : severity} />
              <span>{message}</span>
            </li>
          ))}
        </ul>
      )}
      <RunSummary />
      <Section title="Flow">
        <FlowName value={flow.name} placeholder={title ?? ''} />
        <FlowDescription value={flow.description} />
        <DurationField
          owner={{ path: [], diagnostics: general }}
          name="timeout"
          label="Timeout"
          description="Of a whole run; then everything that still runs is ended."
          milliseconds={flow.timeoutMs}
        />
      </Section>
      <Inputs inputs={flow.inputs} />
      <Outputs outputs={flow.outputs} />
      <FlowGroups />
      <FlowSettings flow={flow} diagnostics={general} />
    </div>
  );
}

function FlowName({ value, placeholder }: { value: string | undefined; placeholder: string }) {
  const model = useCanvasModel();
  const disabled = !useCanvasState(isEditable);
  return (
    <FieldFrame label="Name">
      <TextField
        label="Name"
        value={value ?? ''}
        placeholder={placeholder}
        disabled={disabled}
        onCommit={(text) => setValue(model, ['name'], text.trim() || undefined)}
      />
    </FieldFrame>
  );
}

function FlowDescription({ value }: { value: string | undefined }) {
  const model = useCanvasModel();
  const disabled = !useCanvasState(isEditable);
  return (
    <FieldFrame label="Description">
      <TextArea
        label="Description"
        value={value ?? ''}
        placeholder="What the flow is for"
        disabled={disabled}
        onCommit={(text) => setValue(model, ['description'], text.trim() || undefined)}
      />
    </FieldFrame>
  );
}

function RunSummary() {
  const model = useCanvasModel();
  const run = useCanvasState((state) => state.run);
  if (!run) return null;
  const look = RUN_STATUS[run.state];
  const bad = run.nodes.filter((node) => endedBadly(node.state));
  return (
    <Section title="Last Run" note={countText(run)}>
      <div className="status-line status-badge" data-state={run.state}>
        <Icon name={look.icon} spin={look.spin ?? false} />
        <span className="status-label">{runLabel(run)}</span>
      </div>
      {run.reason !== undefined && <p className={bad.length > 0 ? 'failure' : 'muted'}>{prose(run.reason)}</p>}
      {run.processes !== undefined && <p className="muted">{run.processes}</p>}
      <ul className="plain-list">
        {bad.map((node) => (
          <li key={node.id} className="status-badge" data-state={node.state}>
            <Icon name={NODE_STATUS[node.state].icon} />
            <button
              type="button"
              className="link-button"
              title={node.failure}
              onClick={() => revealNode(model, node.id)}
            >
              {node.id}
            </button>
            <span>{NODE_STATUS[node.state].label}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

const NEW_INPUT: { readonly name: string; readonly type: ScalarPortType } = { name: 'input', type: 'text' };

function Inputs({ inputs }: { inputs: readonly FlowInput[] }) {
  const model = useCanvasModel();
  const disabled = !useCanvasState(isEditable);
  const add = () => {
    const name = freeName(
      inputs.map((input) => input.name),
      NEW_INPUT.name,
    );
    void setValue(model, ['inputs', name], { type: NEW_INPUT.type });
  };
  return (
    <Section title="Inputs" note={String(inputs.length)}>
      {inputs.map((input) => (
        <FieldFrame
          key={input.name}
          label={input.name}
          description={[input.type, input.description].filter(Boolean).join(' · ')}
          onReset={disabled ? undefined : () => void setValue(model, ['inputs', input.name], undefined)}
          resetLabel={`Remove the input ${input.name}`}
        >
          <TextField
            label={`Default of ${input.name}`}
            value={toFieldText(input.default)}
            placeholder="No default: asked for at every run"
            disabled={disabled}
            monospace
            onCommit={(text) => setValue(model, ['inputs', input.name, 'default'], defaultFromText(input, text))}
          />
        </FieldFrame>
      ))}
      {!disabled && (
        <button type="button" className="add-button" onClick={add}>
          <Icon name="add" />
          Add Input
        </button>
      )}
    </Section>
  );
}

function defaultFromText(input: FlowInput, text: string) {
  if (text === '') return undefined;
  return input.type === 'text' ? text : jsonOrText(text);
}

function Outputs({ outputs }: { outputs: readonly { readonly name: string; readonly source: WireSource }[] }) {
  const model = useCanvasModel();
  const disabled = !useCanvasState(isEditable);
  const add = (source: WireSource) => {
    const wanted = source.from === 'input' ? source.input : (source.port ?? source.node);
    const name = freeName(
      outputs.map((output) => output.name),
      wanted,
    );
    void setValue(model, ['outputs', name], sourceText(source));
  };
  return (
    <Section title="Outputs" note={String(outputs.length)}>
      <ul className="wires" aria-label="Outputs">
        {outputs.map(({ name, source }) => (
          <li className="wire-port" key={name}>
            <span className="wire-port-name">{name}</span>
            <span className="wire-source">
              <Icon name="arrow-left" />
              <button
                type="button"
                className="link-button mono"
                onClick={() => source.from === 'node' && revealNode(model, source.node)}
              >
                {sourceText(source)}
              </button>
              <IconButton
                icon="close"
                label={`Remove the output ${name}`}
                disabled={disabled}
                onClick={() => void setValue(model, ['outputs', name], undefined)}
              />
            </span>
          </li>
        ))}
      </ul>
      {!disabled && (
        <PickButton label="Add Output" icon="add">
          {(close) => <SourcePicker target={{ type: 'any' }} onPick={add} onClose={close} />}
        </PickButton>
      )}
    </Section>
  );
}
