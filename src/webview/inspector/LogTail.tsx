import { memo, useLayoutEffect, useRef } from 'react';
import { ansiParts } from './ansi.ts';

/** This near to the end a log counts as followed, in CSS pixels. */
const FOLLOW_DISTANCE = 24;
const KIBIBYTE = 1024;

/** The last lines of a node's log. It follows the end unless somebody has scrolled up. */
export function LogTail({ lines, droppedBytes }: { lines: readonly string[]; droppedBytes: number }) {
  const element = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  useLayoutEffect(() => {
    if (element.current && follows.current && lines.length > 0)
      element.current.scrollTop = element.current.scrollHeight;
  }, [lines]);
  const onScroll = () => {
    if (!element.current) return;
    const { scrollHeight, scrollTop, clientHeight } = element.current;
    follows.current = scrollHeight - scrollTop - clientHeight < FOLLOW_DISTANCE;
  };
  return (
    <>
      {droppedBytes > 0 && <p className="muted">{Math.ceil(droppedBytes / KIBIBYTE)} KiB are only in the log file.</p>}
      <div className="log" ref={element} role="log" aria-live="off" tabIndex={0} aria-label="Log" onScroll={onScroll}>
        {lines.map((line, index) => (
          <LogLine key={index} line={line} />
        ))}
      </div>
    </>
  );
}

const LogLine = memo(function LogLine({ line }: { line: string }) {
  return (
    <div className="log-line">
      {ansiParts(line).map(({ text, classes }, index) => (
        <span key={index} className={classes}>
          {text}
        </span>
      ))}
    </div>
  );
});
