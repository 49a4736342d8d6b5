import * as vscode from 'vscode';
import { secretProblem } from '../../flow/secrets.ts';
import type { SecretAnswer } from './gatherSecrets.ts';

/** What the box says. */
export interface SecretQuestion {
  readonly title: string;
  readonly prompt: string;
  /** Offers to store the value; where absent it is not offered. */
  readonly rememberFor?: string;
}

/** Asks for the value of a secret without showing it. Undefined when the person went away. */
export function askForSecret({ title, prompt, rememberFor }: SecretQuestion): Promise<SecretAnswer | undefined> {
  const box = vscode.window.createInputBox();
  const remember: vscode.QuickInputButton & { readonly toggle: { checked: boolean } } = {
    iconPath: new vscode.ThemeIcon('save'),
    tooltip: `Remember the value for ${rememberFor ?? ''}`,
    location: vscode.QuickInputButtonLocation.Input,
    toggle: { checked: false },
  };
  box.title = title;
  box.prompt = prompt;
  box.password = true;
  box.ignoreFocusOut = true;
  if (rememberFor !== undefined) box.buttons = [remember];
  return new Promise<SecretAnswer | undefined>((resolve) => {
    box.onDidChangeValue(() => {
      box.validationMessage = undefined;
    });
    box.onDidAccept(() => {
      const problem = secretProblem(box.value);
      if (problem === undefined) resolve({ value: box.value, remember: remember.toggle.checked });
      else box.validationMessage = problem;
    });
    box.onDidHide(() => resolve(undefined));
    box.show();
  }).finally(() => box.dispose());
}
