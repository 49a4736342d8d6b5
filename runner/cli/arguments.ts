import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from './usageError.ts';

type OptionTable = NonNullable<ParseArgsConfig['options']>;

/** Every command explains itself. */
const HELP_OPTION = { help: { type: 'boolean', short: 'h', default: false } } as const;

/**
 * Reads a command's arguments.
 * @throws {UsageError} when an option is unknown or lacks its value
 */
export function parseCommand<T extends OptionTable>(command: string, args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options: { ...options, ...HELP_OPTION }, allowPositionals: true });
  } catch (fault) {
    const message = fault instanceof Error ? fault.message : String(fault);
    throw new UsageError(message.split('. To specify')[0] ?? message, command);
  }
}

/** Refuses arguments where a command takes none. @throws {UsageError} */
export function refusePositionals(command: string, positionals: readonly string[]): void {
  const [first] = positionals;
  if (first !== undefined) throw new UsageError(`millrace ${command} takes no argument, but got ${first}.`, command);
}
