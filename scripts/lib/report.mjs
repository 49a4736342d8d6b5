/** Seconds for people: `0.4 s`, `75 s`, `2 min 5 s`. */
export function formatSeconds(milliseconds) {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/**
 * Says what is being done, does it, and says how long it took.
 * @template T
 * @param {string} what
 * @param {() => Promise<T>} action
 * @returns {Promise<T>}
 */
export async function timed(what, action) {
  console.log(`${what} …`);
  const started = performance.now();
  const result = await action();
  console.log(`${what}: done in ${formatSeconds(performance.now() - started)}`);
  return result;
}

/** Lines of a table with aligned columns; numbers to the right. */
export function tableLines(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => String(row[column]).length)));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        typeof cell === 'number' ? String(cell).padStart(widths[column]) : String(cell).padEnd(widths[column]),
      )
      .join('  ')
      .trimEnd(),
  );
}
