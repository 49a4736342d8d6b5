import type { TextEdit } from './flowEdit.ts';

/** Why an edit cannot be made, in a sentence for the person who tried it. */
export class Refusal {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

/** The edits of a text that make one change, or why it cannot be made. */
export type Plan = readonly TextEdit[] | Refusal;

/** Whether a plan was refused. */
export function isRefusal(plan: unknown): plan is Refusal {
  return plan instanceof Refusal;
}

/** All plans as one; the first refusal wins. */
export function together(plans: readonly Plan[]): Plan {
  const edits: TextEdit[] = [];
  for (const plan of plans) {
    if (isRefusal(plan)) return plan;
    edits.push(...plan);
  }
  return edits;
}
