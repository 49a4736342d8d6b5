/** Writes to standard output; resolves when the system has it all, since the process ends soon afterwards. */
export function print(text: string): Promise<void> {
  return new Promise((resolve) => {
    // A reader that has gone, as `head` does, wants no more.
    process.stdout.once('error', () => resolve());
    process.stdout.write(text, () => resolve());
  });
}
