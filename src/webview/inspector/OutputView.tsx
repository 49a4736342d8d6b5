import { useState } from 'react';
import { formatBytes } from '../../flow/byteSize.ts';
import type { JsonValue } from '../../flow/model.ts';
import type { OutputSnapshot } from '../../flow/run/snapshot.ts';
import { Icon } from '../elements/Icon.tsx';
import { IconButton } from '../elements/IconButton.tsx';
import { useCanvasModel } from '../store/canvasStore.ts';
import { isSvg, StoredImage, SVG_TYPE, SvgImage } from './ImageOutput.tsx';
import { JsonTree } from './JsonTree.tsx';
import { StoredText } from './StoredText.tsx';
import { TableView, tableRows } from './TableView.tsx';

interface OutputViewProps {
  readonly runId: string;
  readonly node: string;
  readonly output: OutputSnapshot;
}

/** A value that a node gave, shown as what it is. */
export function OutputView({ runId, node, output }: OutputViewProps) {
  const model = useCanvasModel();
  const [open, setOpen] = useState(!isEmpty(output));
  const size = output.reference ? formatBytes(output.reference.size) : undefined;
  return (
    <div className="output">
      <div className="output-head">
        <button type="button" className="output-title" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon name={open ? 'chevron-down' : 'chevron-right'} />
          <span className="mono">{output.port}</span>
          <span className="muted">{[output.type, size].filter(Boolean).join(', ')}</span>
          {output.tainted && <SecretMark />}
        </button>
        <IconButton
          icon="go-to-file"
          label={`Open ${output.port} in Editor`}
          onClick={() => model.host.post({ type: 'openOutput', runId, node, port: output.port })}
        />
      </div>
      {open && <OutputBody output={output} />}
    </div>
  );
}

/** The node saw a secret, so that its values may hold one. */
function SecretMark() {
  return (
    <span className="muted" title="This node saw a secret. Where a secret stands in the value, *** is shown.">
      <Icon name="lock" /> may contain a secret; masked
    </span>
  );
}

function isEmpty({ value, reference }: OutputSnapshot): boolean {
  return (
    !reference &&
    (value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0))
  );
}

function OutputBody({ output: { type, value, reference } }: { output: OutputSnapshot }) {
  if (reference) {
    if (isSvg(reference.preview)) return <StoredImage reference={{ ...reference, mediaType: SVG_TYPE }} />;
    const isImage = type === 'image' || reference.mediaType.startsWith('image/');
    return isImage ? <StoredImage reference={reference} /> : <StoredText reference={reference} />;
  }
  return <InlineValue value={value ?? null} />;
}

function InlineValue({ value }: { value: JsonValue }) {
  if (typeof value === 'string') return <TextOutput text={value} />;
  const rows = tableRows(value);
  if (rows) return <TableView rows={rows} />;
  return <JsonTree value={value} />;
}

function TextOutput({ text }: { text: string }) {
  if (text === '') return <p className="muted">empty</p>;
  if (isSvg(text)) return <SvgImage text={text} />;
  return (
    <pre className="text-output" tabIndex={0}>
      {text}
    </pre>
  );
}
