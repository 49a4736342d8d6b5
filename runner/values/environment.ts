import { type Checked, FailureCode, refuse } from '../engine/failures.ts';

/** A place in the environment and what goes there. */
export interface Variable {
  /** Name of the in-port or secret. */
  readonly source: string;
  readonly value: string;
}

/** Variables that decide what a program loads and runs. Only `env`, in which the author names them on purpose, sets them. */
const RESERVED: ReadonlySet<string> = new Set([
  'PATH',
  'PATHEXT',
  'COMSPEC',
  'SYSTEMROOT',
  'HOME',
  'SHELL',
  'IFS',
  'ENV',
  'BASH_ENV',
  'SHELLOPTS',
  'BASHOPTS',
  'PS4',
  'ZDOTDIR',
  'NODE_OPTIONS',
  'NODE_PATH',
  'PYTHONPATH',
  'PYTHONHOME',
  'PYTHONSTARTUP',
  'PERL5LIB',
  'PERL5OPT',
  'RUBYLIB',
  'RUBYOPT',
  'JAVA_TOOL_OPTIONS',
  'GIT_SSH_COMMAND',
  'GCONV_PATH',
  'FLOW_OUTPUT',
]);

const RESERVED_PREFIXES = ['LD_', 'DYLD_', 'MILLRACE_', 'BASH_FUNC_'];

/** The variable of an in-port: the port's name, with `_` for each `-` and `.` that a variable may not contain. */
export function variableName(port: string): string {
  return port.replaceAll(/[-.]/g, '_');
}

/** Whether a variable decides what programs load and run. Windows does not tell `path` from `PATH`. */
export function isReservedVariable(name: string, platform: NodeJS.Platform = process.platform): boolean {
  const wanted = platform === 'win32' ? name.toUpperCase() : name;
  return RESERVED.has(wanted) || RESERVED_PREFIXES.some((prefix) => wanted.startsWith(prefix));
}

/**
 * The variables of in-ports and secrets. Refuses a name that no shell could read, one that is reserved, a value with a
 * null byte, and two ports that would share a variable.
 */
export function toEnvironment(variables: readonly Variable[]): Checked<Record<string, string>> {
  const sources = new Map<string, string>();
  const environment: Record<string, string> = {};
  for (const { source, value } of variables) {
    const name = variableName(source);
    const problem = problemOf(name, source, value, sources.get(name));
    if (problem !== undefined) return refuse(FailureCode.FAILURE_CODE_NODE_ERROR, problem, source);
    sources.set(name, source);
    environment[name] = value;
  }
  return { ok: true, value: environment };
}

function problemOf(name: string, source: string, value: string, other: string | undefined): string | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    return `The name \`${source}\` cannot be an environment variable. Use letters, digits and _ only, not starting with a digit.`;
  }
  if (isReservedVariable(name)) {
    return `The name \`${source}\` would replace the environment variable ${name}, which decides what programs load. Give it another name, or set ${name} under \`env\` if that is what you want.`;
  }
  if (other !== undefined) {
    return `\`${other}\` and \`${source}\` would both become the environment variable ${name}. Rename one of them.`;
  }
  if (value.includes('\0')) {
    return `The value of \`${source}\` contains a null byte, which no environment variable can hold. Wire it to \`stdin\` instead.`;
  }
  return undefined;
}
