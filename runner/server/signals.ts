/** Signals that ask a runner to end: Ctrl+C, a service manager, a terminal that closes. */
const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Calls `first` at the first such signal and `again` at each further one. */
export function onEndingSignals(first: (signal: string) => void, again: (signal: string) => void): void {
  let asked = false;
  for (const signal of ENDING_SIGNALS) {
    process.on(signal, () => {
      if (asked) return again(signal);
      asked = true;
      first(signal);
    });
  }
}
