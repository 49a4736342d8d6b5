import type { KeyboardEvent } from 'react';

interface PickList {
  /** Entries of the list, and the index of the active one. */
  readonly count: number;
  readonly active: number;
  readonly setActive: (index: number) => void;
  readonly pick: () => void;
  readonly close: () => void;
}

/** The keys of a field above a list to pick from: arrows go round, Enter picks, Escape closes; others are the field's. */
export function pickListKeys({ count, active, setActive, pick, close }: PickList): (event: KeyboardEvent) => void {
  return (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && count > 0) setActive((active + step + count) % count);
    else if (event.key === 'Enter') pick();
    else if (event.key === 'Escape') close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}
