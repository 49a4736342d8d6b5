import { useEffect, useState } from 'react';
import type { OutputSnapshot } from '../../flow/run/snapshot.ts';
import type { HostMessage } from '../../messages/host.ts';
import { useCanvasModel } from '../store/canvasStore.ts';

type DataAnswer = Extract<HostMessage, { type: 'outputData' }>;

/** A stored image. It is asked for when it is shown. */
export function ImageOutput({ reference }: { reference: NonNullable<OutputSnapshot['reference']> }) {
  const model = useCanvasModel();
  const [answer, setAnswer] = useState<{ readonly base64?: string; readonly error?: string } | null>(null);
  const { digest, path, mediaType } = reference;
  useEffect(() => {
    let shown = true;
    void model.requests
      .ask<DataAnswer>((requestId) => model.host.post({ type: 'readOutputData', requestId, digest, path }))
      .then((received) => {
        if (shown) setAnswer(received);
      });
    return () => {
      shown = false;
    };
  }, [model, digest, path]);
  if (!answer) return <p className="muted">Loading…</p>;
  if (answer.base64 === undefined)
    return <div className="field-problem">{answer.error ?? 'The image could not be read.'}</div>;
  return <img className="image-output" src={`data:${mediaType};base64,${answer.base64}`} alt="Output" />;
}
