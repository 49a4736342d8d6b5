import { useEffect, useState } from 'react';

/** How often a running clock is drawn anew: tenths of seconds are shown during the first minute. */
const TICK_MS = 100;
const SLOW_TICK_MS = 1_000;
const MINUTE_MS = 60_000;

/** Milliseconds since a moment, kept up to date; undefined when there is no such moment. */
export function useElapsed(startedMs: number | undefined): number | undefined {
  const [now, setNow] = useState(Date.now);
  const elapsed = startedMs === undefined ? undefined : Math.max(0, now - startedMs);
  const slow = elapsed !== undefined && elapsed > MINUTE_MS;
  useEffect(() => {
    if (startedMs === undefined) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), slow ? SLOW_TICK_MS : TICK_MS);
    return () => clearInterval(timer);
  }, [startedMs, slow]);
  return elapsed;
}
