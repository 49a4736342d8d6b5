/** A terminal to ask on. */
export interface AskingTerminal {
  readonly input: Pick<NodeJS.ReadStream, 'setRawMode' | 'on' | 'off' | 'resume' | 'pause'> & {
    readonly isTTY?: boolean;
  };
  readonly output: { readonly isTTY?: boolean; write(text: string): unknown };
}

const CANCEL = '\u0003';
const END = '\u0004';
const CLEAR_LINE = '\u0015';

/** Whether a person can be asked. Continuous integration may have terminals, but nobody sits there. */
export function canAsk({ input, output }: AskingTerminal, environment: NodeJS.ProcessEnv): boolean {
  return Boolean(input.isTTY) && Boolean(output.isTTY) && !environment['CI'];
}

/** Asks for one line without showing what is typed. Undefined when the person went away with Ctrl+C or Ctrl+D. */
export function askHidden(question: string, { input, output }: AskingTerminal): Promise<string | undefined> {
  output.write(question);
  input.setRawMode(true);
  input.resume();
  return new Promise<string | undefined>((resolve) => {
    let typed: readonly string[] = [];
    const take = (chunk: Buffer | string) => {
      for (const key of chunk.toString()) {
        if (key === '\r' || key === '\n') return finish(typed.join(''));
        if (key === CANCEL || (key === END && typed.length === 0)) return finish(undefined);
        typed = afterKey(typed, key);
      }
    };
    const finish = (answer: string | undefined) => {
      input.off('data', take);
      input.setRawMode(false);
      input.pause();
      output.write('\n');
      resolve(answer);
    };
    input.on('data', take);
  });
}

function afterKey(typed: readonly string[], key: string): readonly string[] {
  if (key === '\b' || key === '\u007f') return typed.slice(0, -1);
  if (key === CLEAR_LINE) return [];
  return key < ' ' ? typed : [...typed, key];
}
