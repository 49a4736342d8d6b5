import type { Diagnostic } from '../../src/flow/diagnostic.ts';

/** A file that was checked, and what is wrong with it. */
export interface CheckedFlow {
  /** As it was named on the command line. */
  readonly file: string;
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** A file's path as reports for other programs have it: with forward slashes. */
export function reportPath(file: string): string {
  return file.replaceAll('\\', '/').replace(/^\.\//, '');
}
