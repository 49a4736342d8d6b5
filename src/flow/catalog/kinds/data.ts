import type { KindDefinition } from '../kind.ts';

const DATA = { category: 'Data', version: 1, openOutPorts: false, runtime: 'builtin', pure: true } as const;

/** `constant`: a value that stands in the file. */
export const CONSTANT_KIND: KindDefinition = {
  ...DATA,
  id: 'constant',
  title: 'Constant',
  description: 'Gives a fixed value: text, a number, a list or any other data.',
  icon: 'symbol-constant',
  inPorts: [],
  openInPorts: false,
  outPorts: [{ name: 'value', type: 'any', description: 'The value as it stands in the file.' }],
  defaultOutPort: 'value',
  settings: {
    value: {
      title: 'Value',
      description: 'Any data that YAML can say.',
      examples: ['hello', 42, ['a', 'b'], { region: 'north' }],
    },
  },
  requiredSettings: ['value'],
  summarySetting: 'value',
};

/** `template`: text from a Liquid template. */
export const TEMPLATE_KIND: KindDefinition = {
  ...DATA,
  id: 'template',
  title: 'Template',
  description: 'Fills a Liquid template. Every in-port is a variable of its name.',
  icon: 'symbol-snippet',
  inPorts: [],
  openInPorts: true,
  outPorts: [{ name: 'text', type: 'text', description: 'The filled template.' }],
  defaultOutPort: 'text',
  settings: {
    template: {
      type: 'string',
      title: 'Template',
      description: 'Liquid text: {{ name }} for a value, {% for row in rows %} … {% endfor %} for a list.',
      format: 'code',
      language: 'liquid',
      examples: ['# Sales of {{ day }}'],
    },
  },
  requiredSettings: ['template'],
  summarySetting: 'template',
};

/** `transform`: data from a JSONata expression. */
export const TRANSFORM_KIND: KindDefinition = {
  ...DATA,
  id: 'transform',
  title: 'Transform',
  description: 'Computes a value with a JSONata expression. Every in-port is a variable: $name.',
  icon: 'symbol-operator',
  inPorts: [],
  openInPorts: true,
  outPorts: [{ name: 'value', type: 'json', description: 'What the expression gives.' }],
  defaultOutPort: 'value',
  settings: {
    expression: {
      type: 'string',
      title: 'Expression',
      description: 'A JSONata expression over the in-ports.',
      format: 'code',
      language: 'jsonata',
      examples: ['$sum($rows.amount)', '$rows[status >= 500]'],
    },
  },
  requiredSettings: ['expression'],
  summarySetting: 'expression',
};

/** `json.parse`: data from JSON text. */
export const JSON_PARSE_KIND: KindDefinition = {
  ...DATA,
  id: 'json.parse',
  title: 'Parse JSON',
  description: 'Reads JSON text as data.',
  icon: 'json',
  inPorts: [{ name: 'text', type: 'text', required: true, description: 'JSON text.' }],
  openInPorts: false,
  outPorts: [{ name: 'value', type: 'json', description: 'The data.' }],
  defaultOutPort: 'value',
  settings: {},
  requiredSettings: [],
};

/** `csv.parse`: records from CSV text. */
export const CSV_PARSE_KIND: KindDefinition = {
  ...DATA,
  id: 'csv.parse',
  title: 'Parse CSV',
  description: 'Reads CSV text as a table of records.',
  icon: 'table',
  inPorts: [{ name: 'text', type: 'text', required: true, description: 'CSV text.' }],
  openInPorts: false,
  outPorts: [{ name: 'rows', type: 'table', description: 'One record per line.' }],
  defaultOutPort: 'rows',
  settings: {
    delimiter: {
      type: 'string',
      title: 'Delimiter',
      description: 'Character between two fields.',
      default: ',',
      examples: [',', ';', '\t'],
    },
    header: {
      type: 'boolean',
      title: 'First line names the columns',
      description: 'When off, columns are called column1, column2 and so on.',
      default: true,
    },
  },
  requiredSettings: [],
  summarySetting: 'delimiter',
};

/** `merge`: one value from several. */
export const MERGE_KIND: KindDefinition = {
  ...DATA,
  id: 'merge',
  title: 'Merge',
  description: 'Puts several values into one list, or into one object under the names of the in-ports.',
  icon: 'merge',
  inPorts: [{ name: 'items', type: 'any', list: true, description: 'Values in the order of their wires.' }],
  openInPorts: true,
  outPorts: [{ name: 'value', type: 'json', description: 'The list or object.' }],
  defaultOutPort: 'value',
  settings: {
    as: {
      type: 'string',
      title: 'Merge into',
      description: 'A list of the values, or an object with the names of the in-ports as keys.',
      default: 'list',
      enum: ['list', 'object'],
    },
  },
  requiredSettings: [],
  summarySetting: 'as',
};
