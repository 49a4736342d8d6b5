import { ExitCode } from '../server/exitCodes.ts';
import { parseCommand, refusePositionals } from './arguments.ts';
import { print } from './print.ts';
import { UsageError } from './usageError.ts';

/** Runs the command line and resolves to the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    return await dispatch(args);
  } catch (fault) {
    if (!(fault instanceof UsageError)) throw fault;
    const help = fault.command ? `millrace ${fault.command} --help` : 'millrace --help';
    process.stderr.write(`millrace: ${fault.message}\nSee \`${help}\`.\n`);
    return ExitCode.invalid;
  }
}

async function dispatch(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  switch (command) {
    case 'exec':
      return serve('exec', rest, async (json) => (await import('../server/exec.ts')).serveExec({ json }));
    case 'stdio':
      return serve('stdio', rest, async (json) => (await import('../server/stdio.ts')).serveStdio({ json }));
    case 'run':
      return (await import('./run.ts')).runCommand(rest);
    case 'runs':
      return (await import('./runs.ts')).runsCommand(rest);
    case 'validate':
      return (await import('./validate.ts')).validateCommand(rest);
    case 'diff':
      return (await import('./diff.ts')).diffCommand(rest);
    case 'merge':
      return (await import('./merge.ts')).mergeCommand(rest);
    case 'textconv':
      return (await import('./textconv.ts')).textconvCommand(rest);
    case 'pin':
      return (await import('./pins.ts')).pinCommand(rest);
    case 'unpin':
      return (await import('./pins.ts')).unpinCommand(rest);
    case 'pins':
      return (await import('./pins.ts')).pinsCommand(rest);
    case '--version':
    case '-v':
      return (await import('./version.ts')).versionCommand(rest);
    case '--help':
    case '-h':
    case 'help':
      return printHelp(rest[0] ?? '');
    case undefined:
      throw new UsageError('Say what to do.');
    default:
      return refuseCommand(command);
  }
}

async function serve(
  command: string,
  args: readonly string[],
  start: (json: boolean) => Promise<number>,
): Promise<number> {
  const { values, positionals } = parseCommand(command, args, { json: { type: 'boolean', default: false } });
  if (values.help) return printHelp(command);
  refusePositionals(command, positionals);
  return start(values.json);
}

async function printHelp(command: string): Promise<number> {
  const { helpOf } = await import('./help.ts');
  await print(helpOf(command));
  return ExitCode.succeeded;
}

async function refuseCommand(command: string): Promise<never> {
  const [{ COMMANDS }, { didYouMean, nearest }] = await Promise.all([
    import('./help.ts'),
    import('../../src/flow/suggest.ts'),
  ]);
  throw new UsageError(`There is no command ${command}.${didYouMean(nearest(command, COMMANDS))}`);
}
