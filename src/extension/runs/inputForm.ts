import * as vscode from 'vscode';
import type { FlowInput, JsonValue } from '../../flow/model.ts';
import { describeInput, formatInput, parseInput } from './inputParsing.ts';

/** Values by the name of their input. */
export type InputValues = Readonly<Record<string, JsonValue>>;

type Answer = { readonly go: 'next'; readonly value: JsonValue } | { readonly go: 'back' } | { readonly go: 'away' };

interface Step {
  readonly title: string;
  readonly number: number;
  readonly total: number;
  readonly input: FlowInput;
  readonly remembered: JsonValue | undefined;
}

/**
 * Asks for each input in turn, with a way back. Inputs with options become a list to pick from.
 * @returns Undefined when the person went away.
 */
export async function askForInputs(
  flowTitle: string,
  inputs: readonly FlowInput[],
  remembered: InputValues,
): Promise<InputValues | undefined> {
  const values: Record<string, JsonValue> = {};
  let index = 0;
  while (index < inputs.length) {
    const input = inputs[index];
    if (!input) break;
    const title = `Run ${flowTitle}: ${input.name}`;
    const known = values[input.name] ?? remembered[input.name];
    const answer = await ask({ title, number: index + 1, total: inputs.length, input, remembered: known });
    if (answer.go === 'away') return undefined;
    if (answer.go === 'back') {
      index -= 1;
      continue;
    }
    values[input.name] = answer.value;
    index += 1;
  }
  return values;
}

function ask(step: Step): Promise<Answer> {
  const options = step.input.type === 'boolean' ? [true, false] : step.input.options;
  return options && options.length > 0 ? pick(step, options) : type(step);
}

function pick(step: Step, options: readonly JsonValue[]): Promise<Answer> {
  const box = vscode.window.createQuickPick<vscode.QuickPickItem & { readonly value: JsonValue }>();
  box.items = options.map((value) => ({ label: formatInput(value), value }));
  const last = box.items.find((item) => formatInput(item.value) === formatInput(step.remembered));
  // Without an active item the first one is it; an empty list would mean that Enter picks nothing.
  if (last) box.activeItems = [last];
  box.placeholder = step.input.description ?? `Value of ${step.input.name}`;
  return show(box, step, (settle) => {
    box.onDidAccept(() => {
      const chosen = box.activeItems[0];
      if (chosen) settle({ go: 'next', value: chosen.value });
    });
  });
}

function type(step: Step): Promise<Answer> {
  const box = vscode.window.createInputBox();
  box.value = formatInput(step.remembered);
  box.prompt = describeInput(step.input);
  return show(box, step, (settle) => {
    box.onDidChangeValue(() => {
      box.validationMessage = undefined;
    });
    box.onDidAccept(() => {
      const parsed = parseInput(step.input.type, box.value);
      if (parsed.ok) settle({ go: 'next', value: parsed.value });
      else box.validationMessage = parsed.message;
    });
  });
}

/** What a quick pick and an input box have in common with regard to steps; their own types share no such interface. */
type StepBox = vscode.QuickInput & {
  buttons: readonly vscode.QuickInputButton[];
  readonly onDidTriggerButton: vscode.Event<vscode.QuickInputButton>;
};

function show(box: StepBox, step: Step, listen: (settle: (answer: Answer) => void) => void): Promise<Answer> {
  box.title = step.title;
  box.step = step.number;
  box.totalSteps = step.total;
  box.ignoreFocusOut = true;
  box.buttons = step.number > 1 ? [vscode.QuickInputButtons.Back] : [];
  return new Promise<Answer>((resolve) => {
    listen(resolve);
    box.onDidTriggerButton(() => resolve({ go: 'back' }));
    box.onDidHide(() => resolve({ go: 'away' }));
    box.show();
  }).finally(() => box.dispose());
}
