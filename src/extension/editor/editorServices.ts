import type * as vscode from 'vscode';
import type { Moment } from '../../flow/run/partialWords.ts';
import type { DocumentService } from '../documents/documentService.ts';
import type { PinStore } from '../pins/pinStore.ts';
import type { RunStore } from '../runs/runStore.ts';

/** What graph editors work with. */
export interface EditorServices {
  readonly documents: DocumentService;
  readonly store: RunStore;
  readonly pins: PinStore;
  readonly moment: Moment;
  /** The extension's own log. */
  readonly log: vscode.LogOutputChannel;
  /** Folder of the extension. */
  readonly extensionUri: vscode.Uri;
  /** VS Code runs a test, which may look at what views were sent. */
  readonly isTest: boolean;
}
