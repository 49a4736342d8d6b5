import { ExitCode } from './exitCodes.ts';

/**
 * A throw that nobody caught is a fault of the runner, and nothing that it holds can be trusted to be whole. `end` is
 * called with the fault in words, to end every run in good order; a second fault on that way ends the process.
 */
export function onFault(end: (reason: string) => void): void {
  let ending = false;
  process.on('uncaughtException', (fault) => {
    process.stderr.write(`millrace: a fault in the runner: ${fault.stack ?? fault.message}\n`);
    if (ending) process.exit(ExitCode.failed);
    ending = true;
    end(`A fault in the runner: ${fault.message}`);
  });
}
