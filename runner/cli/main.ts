import { parseArgs } from 'node:util';
import { ExitCode } from '../server/exitCodes.ts';

/** Runs the command line and resolves to the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const [command = '', ...rest] = args;
  switch (command) {
    case 'exec':
      return (await import('../server/exec.ts')).serveExec(machineOptions(rest));
    case 'stdio':
      return (await import('../server/stdio.ts')).serveStdio(machineOptions(rest));
    default:
      return ExitCode.invalid;
  }
}

function machineOptions(args: readonly string[]): { json: boolean } {
  const { values } = parseArgs({ args: [...args], options: { json: { type: 'boolean', default: false } } });
  return { json: values.json };
}
