import * as vscode from 'vscode';

/**
 * Values of a flow's secrets: from the environment of the editor, else typed by the person. Nothing is kept.
 * @returns Undefined when the person went away.
 */
export async function gatherSecrets(
  flowTitle: string,
  names: readonly string[],
): Promise<Readonly<Record<string, string>> | undefined> {
  const secrets: Record<string, string> = {};
  for (const name of names) {
    const value = process.env[name] ?? (await askForSecret(flowTitle, name));
    if (value === undefined) return undefined;
    secrets[name] = value;
  }
  return secrets;
}

function askForSecret(flowTitle: string, name: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: `Run ${flowTitle}: secret ${name}`,
    prompt: `The environment has no variable ${name}. The value is used for this run only and is never stored.`,
    password: true,
    ignoreFocusOut: true,
  });
}
