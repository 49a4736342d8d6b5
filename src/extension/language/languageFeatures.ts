import type * as vscode from 'vscode';
import type { DocumentService } from '../documents/documentService.ts';
import { Disposables } from '../lifecycle/disposables.ts';
import type { PinStore } from '../pins/pinStore.ts';
import type { RunStore } from '../runs/runStore.ts';
import { FlowCodeLenses } from './flowCodeLenses.ts';
import { FlowCompletion } from './flowCompletion.ts';
import { FlowFormatter } from './flowFormatter.ts';
import { FlowHints } from './flowHints.ts';
import { FlowHover } from './flowHover.ts';
import { FlowNavigation } from './flowNavigation.ts';
import { FlowPaste } from './flowPaste.ts';
import { FlowQuickFixes } from './flowQuickFixes.ts';
import { FlowRename } from './flowRename.ts';
import { FlowSymbols } from './flowSymbols.ts';
import { SubFlowDefinitions } from './subFlowDefinitions.ts';

/** What the features of the text read. */
export interface LanguageParts {
  readonly documents: DocumentService;
  readonly store: RunStore;
  readonly pins: PinStore;
}

/** Everything that VS Code's text editor can ask about a flow. */
export function registerLanguageFeatures({ documents, store, pins }: LanguageParts): vscode.Disposable {
  const features = new Disposables();
  features.add(new FlowCodeLenses(documents, store, pins));
  features.add(new FlowCompletion(documents));
  features.add(new FlowFormatter(documents));
  features.add(new FlowHints(documents, store));
  features.add(new FlowHover(documents, store));
  features.add(new FlowNavigation(documents));
  features.add(new FlowPaste(documents));
  features.add(new FlowQuickFixes(documents));
  features.add(new FlowRename(documents));
  features.add(new FlowSymbols(documents));
  features.add(new SubFlowDefinitions(documents));
  return features;
}
