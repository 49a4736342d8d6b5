import { plainFlow } from '../../src/flow/compare/plainFlow.ts';
import { ExitCode } from '../server/exitCodes.ts';
import { parseCommand } from './arguments.ts';
import { helpOf } from './help.ts';
import { loadFlow } from './loadFlow.ts';
import { print } from './print.ts';
import { UsageError } from './usageError.ts';

/** `millrace textconv FILE`. Resolves to the exit code. A text that is no flow is given as it is, so that git shows it. */
export async function textconvCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand('textconv', args, {});
  if (values.help) {
    await print(helpOf('textconv'));
    return ExitCode.succeeded;
  }
  const [file, other] = positionals;
  if (file === undefined) throw new UsageError('Name a .flow file.', 'textconv');
  if (other !== undefined) throw new UsageError(`textconv takes one file, and ${other} is one more.`, 'textconv');
  const document = loadFlow(file, 'textconv');
  await print(document.broken ? document.text : plainFlow(document));
  return ExitCode.succeeded;
}
