import { JsonCodec } from '../server/jsonCodec.ts';
import type { PipeWriter } from '../server/pipeWriter.ts';
import { WireOutlet } from '../server/wireOutlet.ts';
import type { Reporter } from './reporter.ts';

/** One line of JSON per event; notes go to standard error. */
export class JsonReporter extends WireOutlet implements Reporter {
  constructor(writer: PipeWriter) {
    const codec = new JsonCodec();
    super(writer, (event) => codec.event(event));
  }

  note(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  close(): void {
    this.flush();
  }
}
