import { useMemo, useState } from 'react';
import type { JsonObject, JsonValue } from '../../flow/model.ts';
import { isJsonObject, isScalar, toFieldText } from './settingValue.ts';

/** Rows that are drawn at once; more on demand. */
const ROWS_SHOWN = 50;
const COLUMNS_SHOWN = 30;

/** The records of a value that is a table: a list of objects with plain values. Undefined for anything else. */
export function tableRows(value: JsonValue): readonly JsonObject[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const rows: readonly JsonValue[] = value;
  return rows.every(isRecord) ? rows : undefined;
}

function isRecord(value: JsonValue): value is JsonObject {
  return isJsonObject(value) && Object.values(value).every(isScalar);
}

/** Records as rows and columns. */
export function TableView({ rows }: { rows: readonly JsonObject[] }) {
  const [shown, setShown] = useState(ROWS_SHOWN);
  const columns = useMemo(() => columnsOf(rows), [rows]);
  return (
    <>
      <div className="table-scroll" tabIndex={0} role="region" aria-label="Table">
        <table className="data-table">
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shown).map((row, index) => (
              <tr key={index}>
                {columns.map((column) => (
                  <td key={column} data-number={typeof row[column] === 'number' || undefined}>
                    {toFieldText(row[column])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="muted">
        {rows.length} {rows.length === 1 ? 'row' : 'rows'}{' '}
        {rows.length > shown && (
          <button type="button" className="link-button" onClick={() => setShown(shown + ROWS_SHOWN)}>
            Show more
          </button>
        )}
      </p>
    </>
  );
}

function columnsOf(rows: readonly JsonObject[]): readonly string[] {
  const columns = new Set<string>();
  for (const row of rows.slice(0, ROWS_SHOWN)) for (const key of Object.keys(row)) columns.add(key);
  return [...columns].slice(0, COLUMNS_SHOWN);
}
