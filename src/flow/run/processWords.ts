/**
 * What a run had to do with processes at its end, as one sentence: `3 processes were ended, none is left.` Empty when
 * every process had ended by itself. A run that was cancelled says so even then, because that is what people want to
 * know.
 */
export function processWords(run: {
  readonly state: string;
  readonly processesEnded: number;
  readonly processesSurviving: number;
}): string {
  const { processesEnded, processesSurviving } = run;
  const left =
    processesSurviving === 0
      ? 'none is left'
      : `${processesSurviving} could not be ended and ${processesSurviving === 1 ? 'is' : 'are'} still alive`;
  if (processesEnded + processesSurviving > 0) {
    return `${processesEnded} ${processesEnded === 1 ? 'process was' : 'processes were'} ended, ${left}.`;
  }
  return run.state === 'cancelled' || run.state === 'timed-out' ? 'No process is left.' : '';
}
