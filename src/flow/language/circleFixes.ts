import type { Diagnostic } from '../diagnostic.ts';
import { referencesWithin } from '../edit/references.ts';
import type { FlowModel } from '../model.ts';
import type { FixIdea } from './fixes.ts';
import { type LanguageContext, needsOf, nodeOf } from './languageContext.ts';
import { removals } from './removals.ts';

/** Wires of the circle that a diagnostic tells of: any of them, taken away, breaks it. */
export function circleFixes({ document }: LanguageContext, { node }: Diagnostic): readonly FixIdea[] {
  const circle = node === undefined ? [] : circleThrough(document.model, node);
  return circle.map((id, index): FixIdea => {
    const needed = circle[index + 1] ?? circle[0] ?? id;
    const places = referencesWithin(document, id, new Set([needed]));
    const change = removals(
      document,
      places.map(({ path }) => path),
    );
    return { title: `Remove the wire ${needed} → ${id}`, change };
  });
}

/** A shortest circle of nodes from one to what it needs and so on back to it; empty when there is none. */
function circleThrough(model: FlowModel, start: string): readonly string[] {
  const from = new Map<string, string>();
  const queue = [start];
  for (const id of queue) {
    const node = nodeOf(model, id);
    for (const need of node ? needsOf(node) : []) {
      if (need === start) return wayTo(id, from);
      if (from.has(need)) continue;
      from.set(need, id);
      queue.push(need);
    }
  }
  return [];
}

function wayTo(last: string, from: ReadonlyMap<string, string>): readonly string[] {
  const way: string[] = [];
  for (let id: string | undefined = last; id !== undefined; id = from.get(id)) way.unshift(id);
  return way;
}
