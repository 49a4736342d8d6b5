/** Writes a moment as people tell it to one another. Both times are milliseconds since the epoch. */
export type MomentFormat = (timeMs: number, nowMs: number) => string;

/**
 * Moments in a language: the time of day for today, with the day for this year, with the year for what is older.
 * @param locale BCP 47; absent: the language of this process.
 */
export function momentFormat(locale?: string): MomentFormat {
  const time = { hour: 'numeric', minute: '2-digit' } as const;
  const day = { day: 'numeric', month: 'short' } as const;
  // Making one costs far more than using it, and a flow may keep thousands of nodes.
  const today = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
  const thisYear = new Intl.DateTimeFormat(locale, { ...day, ...time });
  const earlier = new Intl.DateTimeFormat(locale, { ...day, year: 'numeric', ...time });
  return (timeMs, nowMs) => {
    const [then, now] = [new Date(timeMs), new Date(nowMs)];
    if (then.getFullYear() !== now.getFullYear()) return earlier.format(then);
    const sameDay = then.getMonth() === now.getMonth() && then.getDate() === now.getDate();
    return (sameDay ? today : thisYear).format(then);
  };
}
