import type { KindDefinition, PortDefinition, SettingSchema } from '../kind.ts';

const STDIN: PortDefinition = {
  name: 'stdin',
  type: 'any',
  description: 'Fed to standard input. Every other in-port arrives as an environment variable of its name.',
};

const PROCESS_OUTPUTS: readonly PortDefinition[] = [
  {
    name: 'stdout',
    type: 'text',
    description: 'What the process wrote to standard output, without trailing newlines.',
  },
  { name: 'stderr', type: 'text', description: 'What it wrote to standard error, without trailing newlines.' },
  { name: 'exitCode', type: 'number', description: 'The code that it ended with.' },
  { name: 'files', type: 'list of file', description: 'The files that the node declares under cache.outputs.' },
];

const EXIT_CODES: SettingSchema = {
  type: 'array',
  title: 'Exit codes',
  description: 'Exit codes that count as success.',
  default: [0],
  items: { type: 'integer', minimum: 0, maximum: 255 },
  examples: [[0, 1]],
};

const ARGUMENTS: SettingSchema = {
  type: 'array',
  title: 'Arguments',
  description: 'One entry per argument. ${name} inside an entry is replaced and stays one argument.',
  default: [],
  items: { type: ['string', 'number', 'boolean'] },
  examples: [['--verbose', '${day}']],
};

const PROCESS = {
  category: 'Commands',
  version: 1,
  inPorts: [STDIN],
  openInPorts: true,
  outPorts: PROCESS_OUTPUTS,
  openOutPorts: true,
  defaultOutPort: 'stdout',
  runtime: 'process',
  pure: false,
} as const;

/** `shell`: a script in the shell's own language. */
export const SHELL_KIND: KindDefinition = {
  ...PROCESS,
  id: 'shell',
  title: 'Shell script',
  description: 'Runs a script with a shell. Wired values arrive as environment variables and are never pasted into it.',
  icon: 'terminal',
  settings: {
    run: {
      type: 'string',
      title: 'Script',
      description: 'The script. Append name=value to the file $FLOW_OUTPUT to give the node an out-port of that name.',
      format: 'code',
      language: 'shell',
      examples: ['wc -l < data.txt', 'echo "count=$(wc -l < data.txt)" >> "$FLOW_OUTPUT"'],
    },
    shell: {
      type: 'string',
      title: 'Shell',
      description:
        'Program that runs the script: sh, dash, ash, ksh, mksh, bash, zsh, fish, pwsh, powershell or cmd, which stop at the first failure where they can; any other gets the script as a file.',
      default: 'sh',
      examples: ['bash', 'zsh', 'pwsh'],
    },
    exitCodes: EXIT_CODES,
  },
  requiredSettings: ['run'],
  summarySetting: 'run',
};

/** `exec`: a program without a shell. */
export const EXEC_KIND: KindDefinition = {
  ...PROCESS,
  id: 'exec',
  title: 'Program',
  description: 'Runs a program with a list of arguments, without a shell in between.',
  icon: 'play-circle',
  settings: {
    program: {
      type: 'string',
      title: 'Program',
      description: 'Name of a program on the search path, or a path to one.',
      examples: ['git', './tools/convert'],
    },
    args: ARGUMENTS,
    exitCodes: EXIT_CODES,
  },
  requiredSettings: ['program'],
  summarySetting: 'program',
};

/** `script`: a script file of the workspace. */
export const SCRIPT_KIND: KindDefinition = {
  ...PROCESS,
  id: 'script',
  title: 'Script file',
  description: 'Runs a script file of the workspace with its interpreter.',
  icon: 'file-code',
  settings: {
    path: {
      type: 'string',
      title: 'File',
      description: 'Path of the script, relative to the working folder.',
      format: 'path',
      examples: ['scripts/report.py'],
    },
    interpreter: {
      type: 'string',
      title: 'Interpreter',
      description:
        'Program that runs the file. Without it the first line of the file decides (#!), also by way of /usr/bin/env.',
      examples: ['node', 'python3', 'bash'],
    },
    args: ARGUMENTS,
    exitCodes: EXIT_CODES,
  },
  requiredSettings: ['path'],
  summarySetting: 'path',
};

/** `aws`: one operation of the AWS CLI. */
export const AWS_KIND: KindDefinition = {
  ...PROCESS,
  id: 'aws',
  title: 'AWS CLI',
  description: 'Runs one operation of the AWS CLI, without a shell in between, and gives its answer as data.',
  icon: 'cloud',
  outPorts: [
    { name: 'json', type: 'json', description: 'What the AWS CLI answered, as data; null when it said nothing.' },
    ...PROCESS_OUTPUTS,
  ],
  openOutPorts: false,
  defaultOutPort: 'json',
  settings: {
    service: {
      type: 'string',
      title: 'Service',
      description: 'Service of the AWS CLI.',
      examples: ['s3api', 'sts', 'dynamodb'],
    },
    operation: {
      type: 'string',
      title: 'Operation',
      description: 'Operation of the service, as the AWS CLI writes it.',
      examples: ['list-objects-v2', 'get-caller-identity'],
    },
    args: {
      type: ['object', 'array'],
      title: 'Options',
      description:
        'Options by name, such as maxKeys: 5 for --max-keys 5 (true: the option alone), or a list with one entry per argument. ${name} inside a value is replaced and stays one argument.',
      items: { type: ['string', 'number', 'boolean'] },
      examples: [{ bucket: 'reports', key: '${day}.csv' }],
    },
    profile: {
      type: 'string',
      title: 'Profile',
      description: 'Profile of the AWS configuration whose credentials and region are used.',
    },
    region: {
      type: 'string',
      title: 'Region',
      description: 'Region to work in; otherwise that of the profile or of AWS_REGION.',
      examples: ['eu-central-1'],
    },
    endpoint: {
      type: 'string',
      title: 'Endpoint',
      description: 'Address of a service that speaks like AWS, such as a local one for tests.',
      format: 'url',
      examples: ['http://127.0.0.1:4568'],
    },
    exitCodes: EXIT_CODES,
  },
  requiredSettings: ['service', 'operation'],
  summarySetting: 'operation',
};
