import { useState } from 'react';
import type { OutputSnapshot } from '../../flow/run/snapshot.ts';
import type { HostMessage } from '../../messages/host.ts';
import { useCanvasModel } from '../store/canvasStore.ts';

type Reference = NonNullable<OutputSnapshot['reference']>;
type PageAnswer = Extract<HostMessage, { type: 'outputPage' }>;

interface Loaded {
  readonly text: string;
  /** Where the next page starts; absent at the end. */
  readonly nextOffset?: number;
  readonly error?: string;
}

/** Text of a stored value: a preview first, then page by page. */
export function StoredText({ reference }: { reference: Reference }) {
  const model = useCanvasModel();
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [busy, setBusy] = useState(false);
  const load = async () => {
    setBusy(true);
    const offset = loaded?.nextOffset ?? 0;
    const { digest, path } = reference;
    const answer = await model.requests.ask<PageAnswer>((requestId) =>
      model.host.post({ type: 'readOutput', requestId, digest, path, offset }),
    );
    setLoaded(nextLoaded(loaded, answer));
    setBusy(false);
  };
  const more = loaded === null || loaded.nextOffset !== undefined || loaded.error !== undefined;
  return (
    <>
      <pre className="text-output" tabIndex={0}>
        {loaded?.text || reference.preview}
      </pre>
      {loaded?.error !== undefined && <div className="field-problem">{loaded.error}</div>}
      {more && (
        <button type="button" className="link-button" disabled={busy} onClick={() => void load()}>
          {loaded === null ? 'Show all, page by page' : 'Show more'}
        </button>
      )}
    </>
  );
}

function nextLoaded(before: Loaded | null, answer: Partial<PageAnswer> & { readonly error?: string }): Loaded {
  const { page } = answer;
  if (!page) return { ...before, text: before?.text ?? '', error: answer.error ?? 'The value could not be read.' };
  const text = (before?.text ?? '') + page.text;
  return { text, ...(page.nextOffset !== undefined && { nextOffset: page.nextOffset }) };
}
