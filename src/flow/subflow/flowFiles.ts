import type { FlowDocument } from '../document.ts';

/** Why a file cannot be read as a flow, as a sentence about the file: `There is no file flows/clean.flow.` */
export interface AbsentFlow {
  readonly absent: string;
}

/** The flows of a project: how a flow gets at those that it uses. */
export interface FlowFiles {
  /**
   * The flow in a file. The same object as long as the file's text is the same, so that what was found out about it can
   * be kept. Never throws.
   * @param path From the top of the project, with forward slashes.
   */
  read(path: string): FlowDocument | AbsentFlow;
}

/** Where a flow stands among the others. */
export interface FlowPlace {
  /** From the top of the project, with forward slashes. */
  readonly path: string;
  readonly files: FlowFiles;
}

/** Whether a file could not be read. */
export function isAbsent(found: FlowDocument | AbsentFlow): found is AbsentFlow {
  return 'absent' in found;
}
