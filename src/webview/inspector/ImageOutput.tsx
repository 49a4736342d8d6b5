import { useEffect, useState } from 'react';
import type { OutputSnapshot } from '../../flow/run/snapshot.ts';
import type { HostMessage } from '../../messages/host.ts';
import { useCanvasModel } from '../store/canvasStore.ts';

type DataAnswer = Extract<HostMessage, { type: 'outputData' }>;

/** Media type of an SVG picture. */
export const SVG_TYPE = 'image/svg+xml';

const SVG_HEAD = /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:[^-]|-(?!-))*-->\s*)*<svg[\s>]/;

/** Whether a text is an SVG picture, as drawing programs write it to standard output. */
export function isSvg(text: string): boolean {
  return SVG_HEAD.test(text);
}

/** A picture that is text. As an image it can neither run scripts nor load anything. */
export function SvgImage({ text }: { text: string }) {
  return <img className="image-output" src={`data:${SVG_TYPE};utf8,${encodeURIComponent(text)}`} alt="Output" />;
}

/** A stored image. It is asked for when it is shown. */
export function StoredImage({ reference }: { reference: NonNullable<OutputSnapshot['reference']> }) {
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
