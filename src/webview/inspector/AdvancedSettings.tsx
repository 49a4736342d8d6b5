import { parseDuration } from '../../flow/duration.ts';
import type { JsonValue } from '../../flow/model.ts';
import { IconButton } from '../elements/IconButton.tsx';
import { SelectField } from '../elements/SelectField.tsx';
import { TextField } from '../elements/TextField.tsx';
import { type Card, sourceText } from '../graph/card.ts';
import { isEditable } from '../store/canvasState.ts';
import { showNotice, useCanvasModel, useCanvasState } from '../store/canvasStore.ts';
import { setValue } from '../store/editActions.ts';
import { durationText } from './durationText.ts';
import { FieldFrame } from './FieldFrame.tsx';
import { ListField } from './ListField.tsx';
import { MapField } from './MapField.tsx';
import { problemAt } from './problems.ts';
import { RetryFields } from './RetryFields.tsx';
import { Section } from './Section.tsx';
import { SourcePicker } from './SourcePicker.tsx';
import { PickButton } from './WireList.tsx';

/** How many keys of a node that this section edits are in the file. */
function countSet(card: Card): number {
  const { timeoutMs, retry, onError, when, after, workdir, env } = card.node;
  const present = [timeoutMs, retry, onError, when, workdir].filter((value) => value !== undefined).length;
  return present + Number(after.length > 0) + Number(Object.keys(env).length > 0);
}

/** What any node may say beside its settings: time limit, retries, order, conditions, environment. */
export function AdvancedSettings({ card }: { card: Card }) {
  const count = countSet(card);
  return (
    <Section title="Advanced" initiallyOpen={false} note={count > 0 ? `${count} set` : undefined}>
      <TimeoutField card={card} />
      <RetryFields card={card} />
      <ErrorPolicyField card={card} />
      <WhenField card={card} />
      <AfterField card={card} />
      {card.kind?.runtime === 'process' && <ProcessFields card={card} />}
    </Section>
  );
}

/** Sets one key of the node, with what the fields below need to show it. */
function useNodeKey(card: Card, key: string) {
  const model = useCanvasModel();
  const disabled = !useCanvasState(isEditable);
  const path = ['nodes', card.id, key];
  const set = (value: JsonValue | undefined) => setValue(model, path, value);
  return { model, disabled, path, set, problem: problemAt(card.diagnostics, path) };
}

function TimeoutField({ card }: { card: Card }) {
  const { model, disabled, set, problem } = useNodeKey(card, 'timeout');
  const commit = async (text: string) => {
    if (text.trim() === '') return set(undefined);
    if (parseDuration(text) !== undefined) return set(text.trim());
    showNotice(model, `"${text}" is not a duration. Write for example 500ms, 30s, 10m or 2h.`);
    return false;
  };
  return (
    <FieldFrame label="Timeout" description="Then the whole process tree is ended." problem={problem}>
      <TextField
        label="Timeout"
        value={card.node.timeoutMs === undefined ? '' : durationText(card.node.timeoutMs)}
        placeholder="No limit; for example 30s"
        disabled={disabled}
        onCommit={commit}
      />
    </FieldFrame>
  );
}

const ERROR_POLICIES = [
  { value: '', label: 'Default (stop)' },
  { value: 'stop', label: 'Stop: start nothing new' },
  { value: 'continue', label: 'Continue: skip only what depends on it' },
  { value: 'ignore', label: 'Ignore: go on with empty outputs' },
];

function ErrorPolicyField({ card }: { card: Card }) {
  const { disabled, set, problem } = useNodeKey(card, 'onError');
  return (
    <FieldFrame label="When it fails" problem={problem}>
      <SelectField
        label="When it fails"
        value={card.node.onError ?? ''}
        options={ERROR_POLICIES}
        disabled={disabled}
        onCommit={(policy) => set(policy === '' ? undefined : policy)}
      />
    </FieldFrame>
  );
}

function WhenField({ card }: { card: Card }) {
  const { disabled, set, problem } = useNodeKey(card, 'when');
  const { when } = card.node;
  const write = (source: string, negated: boolean) => void set(negated ? `not ${source}` : source);
  return (
    <FieldFrame
      label="Only when"
      description="The node runs only if this value is true-like; else it is skipped."
      problem={problem}
    >
      {when && (
        <div className="row">
          <SelectField
            label="Condition"
            value={when.negated ? 'not' : 'is'}
            options={[
              { value: 'is', label: 'true' },
              { value: 'not', label: 'not true' },
            ]}
            disabled={disabled}
            onCommit={(sign) => write(sourceText(when.source), sign === 'not')}
          />
          <span className="mono row-text">{sourceText(when.source)}</span>
          <IconButton
            icon="close"
            label="Remove the condition"
            disabled={disabled}
            onClick={() => void set(undefined)}
          />
        </div>
      )}
      {!when && !disabled && (
        <PickButton label="Add Condition" icon="add">
          {(close) => (
            <SourcePicker
              target={{ node: card.id, type: 'any' }}
              onPick={(source) => write(sourceText(source), false)}
              onClose={close}
            />
          )}
        </PickButton>
      )}
    </FieldFrame>
  );
}

function AfterField({ card }: { card: Card }) {
  const { disabled, set, problem } = useNodeKey(card, 'after');
  return (
    <FieldFrame
      label="Runs after"
      description="Nodes that have to end first, also when nothing is taken from them."
      problem={problem}
    >
      <ListField
        label="Runs after"
        value={card.node.after}
        disabled={disabled}
        toItem={(text) => text.trim()}
        onCommit={set}
      />
    </FieldFrame>
  );
}

function ProcessFields({ card }: { card: Card }) {
  const workdir = useNodeKey(card, 'workdir');
  const env = useNodeKey(card, 'env');
  return (
    <>
      <FieldFrame label="Working folder" description="Relative to the flow's file." problem={workdir.problem}>
        <TextField
          label="Working folder"
          value={card.node.workdir ?? ''}
          placeholder="Folder of the flow"
          disabled={workdir.disabled}
          onCommit={(text) => workdir.set(text.trim() || undefined)}
        />
      </FieldFrame>
      <FieldFrame label="Environment" description="Variables for the process." problem={env.problem}>
        <MapField
          label="Environment"
          value={card.node.env}
          disabled={env.disabled}
          onSet={(key, value) => setValue(env.model, [...env.path, key], value)}
          onReplace={env.set}
        />
      </FieldFrame>
    </>
  );
}
