import { CsvError, parse as csvStream, type Options } from 'csv-parse';
import { parse as parseSync } from 'csv-parse/sync';
import type { JsonObject } from '../../src/flow/model.ts';
import { type Checked, FailureCode, refuse } from '../engine/failures.ts';

/** How a CSV text is written. */
export interface CsvForm {
  readonly delimiter: string;
  /** Whether the first line names the columns; otherwise they are `column1`, `column2` and so on. */
  readonly header: boolean;
}

/** Longest record in characters; a quote that is never closed would otherwise swallow the rest of the text. */
const RECORD_CHARACTERS = 16 * 1024 * 1024;

/** The records of a text. `name` is the port that a failure is about. */
export function parseCsv(text: string, form: CsvForm, name: string): Checked<JsonObject[]> {
  try {
    const lines = parseSync(text, optionsFor(form));
    const maker = new RecordMaker(form, lines[0] ?? []);
    return { ok: true, value: (form.header ? lines.slice(1) : lines).map((line) => maker.record(line)) };
  } catch (error) {
    return explain(error, name);
  }
}

/** Reads the records of a stream of bytes in UTF-8 one by one; memory stays bounded. */
export async function readCsv(
  source: NodeJS.ReadableStream,
  form: CsvForm,
  name: string,
  take: (record: JsonObject) => void | Promise<void>,
): Promise<Checked<undefined>> {
  const parser = source.pipe(csvStream(optionsFor(form)));
  source.on('error', (error: Error) => parser.destroy(error));
  let maker: RecordMaker | undefined;
  try {
    for await (const line of parser as AsyncIterable<string[]>) {
      const isFirst = maker === undefined;
      maker ??= new RecordMaker(form, line);
      if (isFirst && form.header) continue;
      await take(maker.record(line));
    }
    return { ok: true, value: undefined };
  } catch (error) {
    if (error instanceof CsvError || error instanceof ColumnTwice) return explain(error, name);
    throw error;
  }
}

function optionsFor(form: CsvForm): Options {
  return { delimiter: form.delimiter, bom: true, skip_empty_lines: true, max_record_size: RECORD_CHARACTERS };
}

/** Two columns of the same name: one would hide the other. */
class ColumnTwice extends Error {}

/** Makes records of lines. A column may have any name, also one that objects have a meaning for. */
class RecordMaker {
  readonly #columns: readonly string[];

  constructor(form: CsvForm, first: readonly string[]) {
    this.#columns = form.header ? first : first.map((_, index) => `column${index + 1}`);
    const twice = this.#columns.find((column, index) => this.#columns.indexOf(column) !== index);
    if (twice !== undefined) throw new ColumnTwice(twice);
  }

  record(line: readonly string[]): JsonObject {
    return Object.fromEntries(this.#columns.map((column, index) => [column, line[index] ?? '']));
  }
}

function explain(error: unknown, name: string): Checked<never> {
  if (error instanceof ColumnTwice) {
    return wrong(
      name,
      `two columns are called ${JSON.stringify(error.message)}. Give each column its own name, or set \`header: false\``,
    );
  }
  if (!(error instanceof CsvError)) throw error;
  const { lines, message } = error as CsvError & { lines?: number };
  const place = lines === undefined ? '' : `line ${lines}: `;
  return wrong(name, place + inWords(error.code, message));
}

function inWords(code: string, message: string): string {
  const [, expected, found] = /expect (\d+), got (\d+)/.exec(message) ?? [];
  switch (code) {
    case 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH':
      return `there are ${found} fields where the first line has ${expected}. Check the delimiter and the quotes`;
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quote is opened and never closed';
    case 'INVALID_OPENING_QUOTE':
      return 'a quote stands inside a field that does not begin with one. Put the whole field in quotes and double the inner one';
    case 'CSV_INVALID_CLOSING_QUOTE':
      return 'a closing quote is followed by something other than the delimiter. Double a quote that belongs to the field';
    case 'CSV_MAX_RECORD_SIZE':
      return `a record is longer than ${RECORD_CHARACTERS} characters; probably a quote is never closed`;
    default:
      return message;
  }
}

function wrong(name: string, what: string): Checked<never> {
  return refuse(FailureCode.FAILURE_CODE_NODE_ERROR, `The value of \`${name}\` is not CSV: ${what}.`, name);
}
