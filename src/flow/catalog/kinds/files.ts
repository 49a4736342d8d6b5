import type { KindDefinition } from '../kind.ts';

const FILE = {
  category: 'Files',
  version: 1,
  openInPorts: true,
  openOutPorts: false,
  runtime: 'builtin',
  pure: false,
} as const;

/** `file.read`: the content of a workspace file. */
export const FILE_READ_KIND: KindDefinition = {
  ...FILE,
  id: 'file.read',
  title: 'Read file',
  description: 'Reads a file of the workspace.',
  icon: 'file-text',
  inPorts: [],
  outPorts: [{ name: 'content', type: 'any', description: 'The content, in the form that "as" names.' }],
  defaultOutPort: 'content',
  settings: {
    path: {
      type: 'string',
      title: 'File',
      description: 'Path relative to the working folder.',
      format: 'path',
      examples: ['data/sales.csv', 'data/${day}.csv'],
    },
    as: {
      type: 'string',
      title: 'Read as',
      description: 'Form of the content: text (UTF-8), bytes, or data read from JSON.',
      default: 'text',
      enum: ['text', 'bytes', 'json'],
    },
  },
  requiredSettings: ['path'],
  summarySetting: 'path',
};

/** `file.write`: writes a workspace file in one step. */
export const FILE_WRITE_KIND: KindDefinition = {
  ...FILE,
  id: 'file.write',
  title: 'Write file',
  description: 'Writes a file of the workspace in one step, so that nobody ever sees half of it.',
  icon: 'save',
  inPorts: [
    {
      name: 'content',
      type: 'any',
      required: true,
      description: 'What to write: text and bytes as they are, data as JSON.',
    },
  ],
  outPorts: [{ name: 'path', type: 'file', description: 'The file that was written.' }],
  defaultOutPort: 'path',
  settings: {
    path: {
      type: 'string',
      title: 'File',
      description: 'Path relative to the working folder. Missing folders are created.',
      format: 'path',
      examples: ['out/report.md'],
    },
  },
  requiredSettings: ['path'],
  summarySetting: 'path',
};

/** `file.glob`: names of files that match patterns. */
export const FILE_GLOB_KIND: KindDefinition = {
  ...FILE,
  id: 'file.glob',
  title: 'Find files',
  description: 'Lists the files of the workspace that match patterns, in alphabetical order.',
  icon: 'files',
  inPorts: [],
  outPorts: [{ name: 'files', type: 'list of text', description: 'Paths relative to the working folder.' }],
  defaultOutPort: 'files',
  settings: {
    patterns: {
      type: 'array',
      title: 'Patterns',
      description: 'Glob patterns: * within a folder, ** across folders, {a,b} for alternatives.',
      items: { type: 'string' },
      examples: [['data/**/*.csv']],
    },
    exclude: {
      type: 'array',
      title: 'Leave out',
      description: 'Glob patterns of files that are left out.',
      default: [],
      items: { type: 'string' },
      examples: [['**/node_modules/**']],
    },
  },
  requiredSettings: ['patterns'],
  summarySetting: 'patterns',
};
