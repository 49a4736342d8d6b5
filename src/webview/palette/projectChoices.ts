import type { KindDefinition } from '../../flow/catalog/kind.ts';
import type { CanvasState, QuickAddRequest } from '../store/canvasState.ts';
import type { CanvasModel } from '../store/canvasStore.ts';
import { addChosenFiles, addDroppedFiles } from '../store/fileActions.ts';

/** A file of the project, or the way to one, in the quick-add list. */
export interface ProjectChoice extends Pick<KindDefinition, 'id' | 'icon' | 'title' | 'description'> {
  readonly pick: (model: CanvasModel, request: QuickAddRequest) => void;
}

const ANY_FILE: ProjectChoice = {
  id: 'file',
  icon: 'new-file',
  title: 'Add File…',
  description: 'Makes a node of a file: a script runs, a table is read and parsed, a flow is a sub-flow.',
  pick: (model, { position }) => addChosenFiles(model, position),
};

/**
 * What the project offers beside kinds. Nothing where a wire has to lead to the new node: the ports of a file that
 * nobody has read yet are unknown. Flows that the flow uses already are among the kinds.
 */
export function projectChoices(
  { offeredFlows, catalog }: Pick<CanvasState, 'offeredFlows' | 'catalog'>,
  query: string,
  { wire, onWire }: QuickAddRequest,
): readonly ProjectChoice[] {
  if (wire || onWire !== undefined) return [];
  const flows = offeredFlows.filter(({ uses }) => !catalog.has(uses)).map(flowChoice);
  const wanted = query.trim().toLowerCase();
  // The file comes first: flows that are found while the list is open must not move what somebody is about to pick.
  return [ANY_FILE, ...flows].filter(({ title }) => title.toLowerCase().includes(wanted));
}

function flowChoice({ uses, file }: CanvasState['offeredFlows'][number]): ProjectChoice {
  return {
    id: file,
    icon: 'type-hierarchy-sub',
    title: uses.replace(/^\.\//, ''),
    description: 'Runs this flow in place of the node.',
    pick: (model, { position }) => addDroppedFiles(model, [file], position),
  };
}
