import type { EventOutlet } from '../engine/eventStream.ts';

/** Shows a run to whoever started it. */
export interface Reporter extends EventOutlet {
  /** Says something about the run that is no event, such as what a second Ctrl+C does. */
  note(text: string): void;
  /** Shows how it ended; all events have been delivered. */
  close(): void;
}
