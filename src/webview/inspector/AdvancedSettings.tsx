import { IconButton } from '../elements/IconButton.tsx';
import { SelectField } from '../elements/SelectField.tsx';
import { TextField } from '../elements/TextField.tsx';
import { type Card, sourceText } from '../graph/card.ts';
import { useCanvasState } from '../store/canvasStore.ts';
import { CacheFields } from './CacheFields.tsx';
import { EachFields } from './EachFields.tsx';
import { FieldFrame } from './FieldFrame.tsx';
import { ListField } from './ListField.tsx';
import { MapField } from './MapField.tsx';
import { NodeSecrets } from './NodeSecrets.tsx';
import { DurationField, ErrorPolicyField, ResourcesField, SandboxField } from './PolicyFields.tsx';
import { RetryFields } from './RetryFields.tsx';
import { Section } from './Section.tsx';
import { SourcePicker } from './SourcePicker.tsx';
import { type KeyOwner, useKey } from './useKey.ts';
import { PickButton } from './WireList.tsx';

/** How many keys of a node that this section edits are in the file. */
function countSet({ node }: Card): number {
  const single = [
    'timeoutMs',
    'retry',
    'onError',
    'when',
    'each',
    'concurrency',
    'workdir',
    'cache',
    'sandbox',
  ] as const;
  const several = [node.after, node.secrets, Object.keys(node.env), Object.keys(node.resources)];
  return single.filter((key) => node[key] !== undefined).length + several.filter(({ length }) => length > 0).length;
}

/** What any node may say beside its settings: time limit, retries, order, conditions, environment, cache. */
export function AdvancedSettings({ card }: { card: Card }) {
  const count = countSet(card);
  const owner: KeyOwner = { path: ['nodes', card.id], diagnostics: card.diagnostics };
  const defaults = useCanvasState((state) => state.document?.flow.defaults);
  const { node } = card;
  const isFlow = card.kind?.runtime === 'flow';
  return (
    <Section title="Advanced" initiallyOpen={false} note={count > 0 ? `${count} set` : undefined}>
      <DurationField
        owner={owner}
        name="timeout"
        label="Timeout"
        description={
          isFlow ? 'Then everything that runs in the flow is ended.' : 'Then the whole process tree is ended.'
        }
        milliseconds={node.timeoutMs}
        fallback={defaults?.timeoutMs}
      />
      <RetryFields owner={owner} retry={node.retry} />
      <ErrorPolicyField owner={owner} value={node.onError} fallback={defaults?.onError ?? 'stop'} />
      <WhenField card={card} owner={owner} />
      <AfterField card={card} owner={owner} />
      {!isFlow && <EachFields card={card} owner={owner} />}
      <ResourcesField
        owner={owner}
        value={node.resources}
        description="What the node holds while it runs; the flow's defaults say how much there is."
      />
      <NodeSecrets card={card} owner={owner} />
      {card.kind?.runtime === 'process' && <ProcessFields card={card} owner={owner} />}
      {!isFlow && <CacheFields owner={owner} cache={node.cache} />}
      <SandboxField owner={owner} value={node.sandbox} />
    </Section>
  );
}

interface FieldProps {
  readonly card: Card;
  readonly owner: KeyOwner;
}

function WhenField({ card, owner }: FieldProps) {
  const { disabled, set, problem } = useKey(owner, 'when');
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

function AfterField({ card, owner }: FieldProps) {
  const { disabled, set, problem } = useKey(owner, 'after');
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

function ProcessFields({ card, owner }: FieldProps) {
  const workdir = useKey(owner, 'workdir');
  const env = useKey(owner, 'env');
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
          onSet={env.setEntry}
          onReplace={env.set}
        />
      </FieldFrame>
    </>
  );
}
