import type { Diagnostic } from '../../flow/diagnostic.ts';
import type { FlowDefaults } from '../../flow/model.ts';
import type { DocumentSnapshot } from '../../messages/document.ts';
import { CacheFields } from './CacheFields.tsx';
import { ListField } from './ListField.tsx';
import { MapField } from './MapField.tsx';
import { CountField, DurationField, ErrorPolicyField, ResourcesField, SandboxField } from './PolicyFields.tsx';
import { RetryFields } from './RetryFields.tsx';
import { Section } from './Section.tsx';
import { type KeyOwner, useKey } from './useKey.ts';

interface FlowSettingsProps {
  readonly flow: DocumentSnapshot['flow'];
  readonly diagnostics: readonly Diagnostic[];
}

/** What the flow says for all of its nodes: secrets, environment, and what holds where a node says nothing. */
export function FlowSettings({ flow, diagnostics }: FlowSettingsProps) {
  const top: KeyOwner = { path: [], diagnostics };
  return (
    <>
      <Secrets owner={top} secrets={flow.secrets} />
      <Environment owner={top} env={flow.env} />
      <Defaults diagnostics={diagnostics} defaults={flow.defaults} />
    </>
  );
}

function Secrets({ owner, secrets }: { owner: KeyOwner; secrets: readonly string[] }) {
  const { disabled, set, problem } = useKey(owner, 'secrets');
  return (
    <Section title="Secrets" note={countNote(secrets.length)} initiallyOpen={false}>
      <p className="field-description">Names only. Values come from "Flow: Set Secret" or are asked for.</p>
      <ListField
        label="Secret"
        value={secrets}
        placeholder="For example API_TOKEN"
        disabled={disabled}
        toItem={(text) => text.trim()}
        onCommit={set}
      />
      <Problem text={problem} />
    </Section>
  );
}

function Environment({ owner, env }: { owner: KeyOwner; env: Readonly<Record<string, string>> }) {
  const { disabled, set, setEntry, problem } = useKey(owner, 'env');
  return (
    <Section title="Environment" note={countNote(Object.keys(env).length)} initiallyOpen={false}>
      <p className="field-description">Variables for the process of every node.</p>
      <MapField label="Environment" value={env} disabled={disabled} onSet={setEntry} onReplace={set} />
      <Problem text={problem} />
    </Section>
  );
}

function Defaults({ diagnostics, defaults }: { diagnostics: readonly Diagnostic[]; defaults: FlowDefaults }) {
  const owner: KeyOwner = { path: ['defaults'], diagnostics };
  return (
    <Section title="Defaults" note={countNote(Object.keys(defaults).length)} initiallyOpen={false}>
      <p className="field-description">What holds where a node says nothing.</p>
      <DurationField
        owner={owner}
        name="timeout"
        label="Timeout of a node"
        description="Of each that says nothing; then its whole process tree is ended."
        milliseconds={defaults.timeoutMs}
      />
      <RetryFields owner={owner} retry={defaults.retry} />
      <ErrorPolicyField owner={owner} value={defaults.onError} fallback="stop" />
      <CacheFields owner={owner} cache={defaults.cache} />
      <CountField
        owner={owner}
        name="concurrency"
        label="Nodes at a time"
        description="How many nodes of the flow run together."
        value={defaults.concurrency}
        placeholder="As many as the settings allow"
      />
      <ResourcesField
        owner={owner}
        value={defaults.resources ?? {}}
        description="How much there is of each in one run; of one that is not named here there is 1."
      />
      <SandboxField owner={owner} value={defaults.sandbox} />
    </Section>
  );
}

function Problem({ text }: { text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <div className="field-problem" role="alert">
      {text}
    </div>
  );
}

function countNote(count: number): string | undefined {
  return count > 0 ? String(count) : undefined;
}
