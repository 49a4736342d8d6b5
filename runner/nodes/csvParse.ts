import { createReadStream } from 'node:fs';
import type { JsonValue } from '../../src/flow/model.ts';
import { optionalTextSetting } from '../executors/settings.ts';
import { JSON_LINES } from '../store/mediaTypes.ts';
import { type CsvForm, parseCsv, readCsv } from '../values/csvRecords.ts';
import { contentOf } from '../values/valueContent.ts';
import {
  type NodeContext,
  type NodeFunction,
  type NodeOutputs,
  nodeError,
  output,
  requiredInput,
  textForm,
} from './node.ts';

/** `csv.parse`: records from CSV text. Fields stay text: `007` is not the number 7. */
export const runCsvParse: NodeFunction = async (context) => {
  const { task, values } = context;
  const value = requiredInput(task, 'text');
  if (!value.ok) return value;
  const delimiter = await optionalTextSetting(task, 'delimiter', textForm(task));
  if (!delimiter.ok) return delimiter;
  if (delimiter.value === '') return nodeError('The setting `delimiter` is empty; name the character.', 'delimiter');
  const header = task.settings['header'];
  if (header !== undefined && typeof header !== 'boolean') {
    return nodeError('The setting `header` has to be true or false.', 'header');
  }
  const form: CsvForm = { delimiter: delimiter.value ?? ',', header: header ?? true };
  const content = contentOf(value.value, task.workingFolder);
  if (content.form === 'file') return parseFile(content.path, form, context);
  const rows = parseCsv(content.text, form, 'text');
  return rows.ok ? output('rows', await values.json(rows.value, 'table')) : rows;
};

/** Large input becomes one JSON object a line, record by record. */
async function parseFile(path: string, form: CsvForm, { values, signal }: NodeContext): Promise<NodeOutputs> {
  const spool = values.spool();
  try {
    const source = createReadStream(path, { signal });
    const read = await readCsv(source, form, 'text', (record) =>
      spool.append(Buffer.from(`${JSON.stringify(record)}\n`)),
    );
    if (!read.ok) {
      await spool.discard();
      return read;
    }
    const spooled = await spool.finish(JSON_LINES);
    if ('content' in spooled) return output('rows', { kind: 'stored', content: spooled.content, type: 'table' });
    const lines = Buffer.from(spooled.bytes)
      .toString('utf8')
      .split('\n')
      .filter((line) => line !== '');
    return output(
      'rows',
      await values.json(
        lines.map((line) => JSON.parse(line) as JsonValue),
        'table',
      ),
    );
  } catch (error) {
    await spool.discard();
    throw error;
  }
}
