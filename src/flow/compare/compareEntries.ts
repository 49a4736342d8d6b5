import type { JsonValue } from '../model.ts';
import { TOP_KEYS } from '../parse/buildModel.ts';
import { comparedEntry, renamedEntries, sectionOf } from './findRenames.ts';
import type { EntryChange } from './flowComparison.ts';
import type { FlowParts } from './readParts.ts';
import { NO_RENAMES, type Renames } from './renames.ts';
import { NOTHING, type Side, valueChanges } from './valueChanges.ts';

/** What became of everything at the top level but nodes and layout. */
export function compareEntries(from: FlowParts, to: FlowParts, renames: Renames): readonly EntryChange[] {
  return sectionsInOrder(from, to).flatMap((section) => compareSection(section, from, to, renames));
}

function compareSection(section: string, from: FlowParts, to: FlowParts, renames: Renames): readonly EntryChange[] {
  const before = sectionOf(from, section);
  const after = sectionOf(to, section);
  const earlierNames = renamedEntries(section, from, to, renames);
  const gone = new Set(earlierNames.values());
  const changes: EntryChange[] = [];
  for (const [name, value] of before) {
    if (!after.has(name) && !gone.has(name))
      changes.push(oneSided('removed', section, name, side(section, value, renames)));
  }
  for (const [name, value] of after) {
    const earlierName = earlierNames.get(name) ?? name;
    const earlier = before.get(earlierName);
    const current = side(section, value, NO_RENAMES);
    if (earlier === undefined) {
      changes.push(oneSided('added', section, name, current));
      continue;
    }
    const values = valueChanges(side(section, earlier, renames), current, []);
    if (values.length === 0 && earlierName === name) continue;
    const renaming = earlierName === name ? {} : { earlierName };
    changes.push({ type: 'kept', section, ...named(name), ...renaming, values });
  }
  return changes;
}

function oneSided(type: 'added' | 'removed', section: string, name: string, entry: Side): EntryChange {
  const values = type === 'added' ? valueChanges(NOTHING, entry, []) : valueChanges(entry, NOTHING, []);
  return {
    type,
    section,
    ...named(name),
    values: values.filter(({ before, after }) => before !== null && after !== null),
  };
}

function named(name: string): { readonly name?: string } {
  return name === '' ? {} : { name };
}

function side(section: string, value: JsonValue, renames: Renames): Side {
  return { shown: value, compared: comparedEntry(section, value, renames) };
}

function sectionsInOrder(from: FlowParts, to: FlowParts): readonly string[] {
  const sections = new Set([...from.sections.keys(), ...to.sections.keys()]);
  const known = TOP_KEYS.filter((key) => sections.has(key));
  const others = [...sections].filter((key) => !(TOP_KEYS as readonly string[]).includes(key));
  return [...known, ...others.toSorted()];
}
