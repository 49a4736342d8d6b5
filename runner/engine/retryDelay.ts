import { LONGEST_RETRY_DELAY_MS } from './limits.ts';
import type { PlanNode } from './planTypes.ts';

/**
 * Milliseconds to wait after that many failed attempts: each delay is the one before times the backoff factor, up to the
 * longest. The first delay is what the flow says, however long.
 */
export function retryDelayMs({ delayMs, backoff, maxDelayMs }: PlanNode['retry'], failedAttempts: number): number {
  // A factor to a high power is infinite, and nothing times that is no number.
  if (delayMs === 0) return 0;
  const grown = delayMs * backoff ** (failedAttempts - 1);
  return Math.min(grown, Math.max(delayMs, maxDelayMs || LONGEST_RETRY_DELAY_MS));
}
