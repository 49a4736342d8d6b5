import { PipeWriter } from './pipeWriter.ts';

/**
 * Takes standard output for messages alone: whatever else writes to it from now on, a forgotten `console.log` or a
 * library, comes out on standard error instead of in the middle of a message. Call once per process.
 */
export function reserveStandardOutput(): PipeWriter {
  const own = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr);
  return new PipeWriter(process.stdout, (bytes, written) => own(bytes, written));
}
