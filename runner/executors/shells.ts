import { basename } from 'node:path';
import type { CommandLine } from './commandLine.ts';
import { SCRIPT_ARGUMENT_BYTES } from './limits.ts';

/** Shells that read the language of `sh`, or nearly. */
export const POSIX_SHELLS: ReadonlySet<string> = new Set(['sh', 'dash', 'ash', 'ksh', 'mksh', 'bash', 'zsh']);

/**
 * How a shell runs a script: as CI systems do, it stops at the first command that fails, and start-up files are left
 * out where the shell has an option for that.
 */
export function shellInvocation(shell: string, script: string): Pick<CommandLine, 'program' | 'args' | 'scriptFile'> {
  const name = basename(shell)
    .replace(/\.exe$/i, '')
    .toLowerCase();
  const options = SHELL_OPTIONS.get(name);
  if (!options) return { program: shell, args: [], scriptFile: { text: script, extension: '' } };
  if (name === 'cmd') return { program: shell, args: options, scriptFile: { text: script, extension: '.cmd' } };
  const text = POWER_SHELLS.has(name) ? `$ErrorActionPreference = 'Stop'\n${script}\nexit $LASTEXITCODE` : script;
  if (Buffer.byteLength(text) <= SCRIPT_ARGUMENT_BYTES) return { program: shell, args: [...options, text] };
  const fileOptions = options.slice(0, -1);
  const extension = POWER_SHELLS.has(name) ? '.ps1' : '.sh';
  if (POWER_SHELLS.has(name)) fileOptions.push('-File');
  return { program: shell, args: fileOptions, scriptFile: { text, extension } };
}

/** The last option is the one that takes a script as its argument. */
const SHELL_OPTIONS: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ...['sh', 'dash', 'ash', 'ksh', 'mksh'].map((name) => [name, ['-e', '-c']] as const),
  ['bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', '-c']],
  ['zsh', ['-f', '-e', '-o', 'pipefail', '-c']],
  ['fish', ['--no-config', '-c']],
  ['pwsh', ['-NoLogo', '-NoProfile', '-NonInteractive', '-Command']],
  ['powershell', ['-NoLogo', '-NoProfile', '-NonInteractive', '-Command']],
  ['cmd', ['/d', '/c', 'call']],
]);

const POWER_SHELLS: ReadonlySet<string> = new Set(['pwsh', 'powershell']);
