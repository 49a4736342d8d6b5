import { type RenderedView, renderView } from './renderView.tsx';

/** A form field of VS Code's look, whose value is text. */
export interface Field extends HTMLElement {
  value: string;
}

/** A view with its inspector, and what a person does in its fields. */
export interface InspectedView extends RenderedView {
  /** The field of this label; throws when there is none. */
  readonly field: (label: string) => Field;
  /** Types into a field and leaves it. */
  readonly change: (label: string, value: string) => Promise<void>;
  /** Ticks a box, or takes the tick away. */
  readonly tick: (label: string, checked: boolean) => Promise<void>;
}

/** Opens a flow with one node selected, or none. */
export async function inspect(id: string | undefined, text: string): Promise<InspectedView> {
  const view = await renderView(text);
  await view.act(() => view.model.store.setState({ selection: new Set(id === undefined ? [] : [id]) }));
  const field = (label: string) => {
    const fields = [...view.root.querySelectorAll<Field>('.inspector :is(.field, .code-field, vscode-checkbox)')];
    const found = fields.find((element) =>
      [element.getAttribute('label'), element.getAttribute('aria-label'), labelOf(element)].includes(label),
    );
    if (!found) throw new Error(`There is no field ${label}.`);
    return found;
  };
  const change = (label: string, value: string) =>
    view.act(() => {
      const element = field(label);
      element.value = value;
      element.dispatchEvent(new Event('change'));
    });
  const tick = (label: string, checked: boolean) =>
    view.act(() => {
      const element = field(label);
      Object.assign(element, { checked });
      element.dispatchEvent(new Event('change'));
    });
  return { ...view, field, change, tick };
}

function labelOf(element: HTMLElement): string | null {
  return 'label' in element ? String(element.label) : null;
}

/** The edits of every edit message so far. */
export function edits({ host }: Pick<RenderedView, 'host'>) {
  return host.edits.map((message) => message.edits);
}

/** Opens or closes a section of the inspector. */
export function openSection(root: HTMLElement, title: string): void {
  const buttons = [...root.querySelectorAll<HTMLElement>('.section-title')];
  buttons.find((button) => button.textContent?.startsWith(title))?.click();
}
