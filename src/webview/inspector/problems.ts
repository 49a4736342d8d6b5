import type { Diagnostic } from '../../flow/diagnostic.ts';
import type { FlowPath } from '../../flow/model.ts';

/** Whether a place is at or below another. */
function isWithin(path: FlowPath, place: FlowPath): boolean {
  return place.every((key, index) => path[index] === key);
}

/** What is wrong at a place of the file or below it, as one text; undefined when nothing is. */
export function problemAt(diagnostics: readonly Diagnostic[], place: FlowPath): string | undefined {
  const messages = diagnostics.filter(({ path }) => isWithin(path, place)).map(({ message }) => message);
  return messages.length > 0 ? messages.join(' ') : undefined;
}

/** The diagnostics that are not shown at any of these places. */
export function problemsElsewhere(
  diagnostics: readonly Diagnostic[],
  places: readonly FlowPath[],
): readonly Diagnostic[] {
  return diagnostics.filter(({ path }) => !places.some((place) => isWithin(path, place)));
}
