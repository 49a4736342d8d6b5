import type { KindDefinition } from '../kind.ts';

/** `delay`: lets time pass. */
export const DELAY_KIND: KindDefinition = {
  id: 'delay',
  title: 'Delay',
  description: 'Waits, then hands its value on.',
  category: 'Control',
  icon: 'watch',
  version: 1,
  inPorts: [{ name: 'value', type: 'any', description: 'Handed on as it is.' }],
  openInPorts: false,
  outPorts: [{ name: 'value', type: 'any', description: 'The value of the in-port.' }],
  openOutPorts: false,
  defaultOutPort: 'value',
  settings: {
    for: {
      type: 'string',
      title: 'Wait for',
      description: 'How long to wait.',
      format: 'duration',
      examples: ['500ms', '30s', '10m'],
    },
  },
  requiredSettings: ['for'],
  summarySetting: 'for',
  runtime: 'builtin',
  pure: false,
};

/** `assert`: lets the run go on only with a true-like value. */
export const ASSERT_KIND: KindDefinition = {
  id: 'assert',
  title: 'Assert',
  description: 'Fails the run with a message unless its value is true-like.',
  category: 'Control',
  icon: 'verified',
  version: 1,
  inPorts: [{ name: 'value', type: 'any', required: true, description: 'What must be true-like.' }],
  openInPorts: false,
  outPorts: [{ name: 'value', type: 'any', description: 'The value of the in-port.' }],
  openOutPorts: false,
  defaultOutPort: 'value',
  settings: {
    message: {
      type: 'string',
      title: 'Message',
      description: 'What is said when the value is not true-like.',
      format: 'multiline',
      examples: ['No sales for ${value}'],
    },
  },
  requiredSettings: [],
  summarySetting: 'message',
  runtime: 'builtin',
  pure: false,
};
