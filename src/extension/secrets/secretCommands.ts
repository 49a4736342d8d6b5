import * as vscode from 'vscode';
import type { DocumentService } from '../documents/documentService.ts';
import { chooseFlow } from '../documents/flowTarget.ts';
import { askForSecret } from './secretBox.ts';
import { type SecretScope, secretScope } from './secretScope.ts';
import type { SecretVault } from './secretVault.ts';

/** Commands that store and forget secrets. They list names and never show a value. */
export class SecretCommands {
  readonly #vault: SecretVault;
  readonly #documents: DocumentService;

  constructor(vault: SecretVault, documents: DocumentService) {
    this.#vault = vault;
    this.#documents = documents;
  }

  /**
   * Stores the value of a secret that a flow declares.
   * @param target Flow, as its URI; else the active one.
   * @param given `{ name, value }`, as far as they need not be asked for.
   */
  async set(target: unknown, given?: unknown): Promise<void> {
    const flow = await chooseFlow(target, 'Set a secret of which flow?');
    if (!flow) return;
    const scope = secretScope(flow);
    const name = textOf(given, 'name') ?? (await this.#pickDeclared(flow, scope));
    if (name === undefined) return;
    const prompt = `The value is kept by VS Code for ${scope.words} and given to the nodes that name it.`;
    const value = textOf(given, 'value') ?? (await askForSecret({ title: `Secret ${name}`, prompt }))?.value;
    if (value === undefined) return;
    await this.#vault.set(scope.id, name, value);
    void vscode.window.showInformationMessage(`The secret ${name} is stored for ${scope.words}.`);
  }

  /**
   * Forgets a stored secret.
   * @param target Flow, as its URI; else the active one.
   * @param given `{ name }`, when it need not be asked for.
   */
  async delete(target: unknown, given?: unknown): Promise<void> {
    const flow = await chooseFlow(target, 'Delete a secret of which flow?');
    if (!flow) return;
    const scope = secretScope(flow);
    const name = textOf(given, 'name') ?? (await this.#pickStored(scope));
    if (name === undefined) return;
    await this.#vault.delete(scope.id, name);
    void vscode.window.showInformationMessage(`The secret ${name} is no longer stored for ${scope.words}.`);
  }

  async #pickDeclared(flow: vscode.Uri, scope: SecretScope): Promise<string | undefined> {
    const document = await vscode.workspace.openTextDocument(flow);
    const declared = this.#documents.read(document).flow.model.secrets;
    if (declared.length === 0) {
      const message = 'This flow declares no secret. Write “secrets: [NAME]” at its top level first.';
      void vscode.window.showInformationMessage(message);
      return undefined;
    }
    const stored = new Set(await this.#vault.names(scope.id));
    const items = declared.map((label) => ({ label, description: stored.has(label) ? 'stored' : 'not stored' }));
    return (await vscode.window.showQuickPick(items, { placeHolder: `Store a secret for ${scope.words}` }))?.label;
  }

  async #pickStored(scope: SecretScope): Promise<string | undefined> {
    const stored = await this.#vault.names(scope.id);
    if (stored.length > 0) {
      return vscode.window.showQuickPick(stored, { placeHolder: `Forget which secret of ${scope.words}?` });
    }
    void vscode.window.showInformationMessage(`No secret is stored for ${scope.words}.`);
    return undefined;
  }
}

function textOf(given: unknown, key: 'name' | 'value'): string | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const text = (given as Readonly<Record<string, unknown>>)[key];
  return typeof text === 'string' ? text : undefined;
}
