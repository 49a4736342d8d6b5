/**
 * Ids of everything that `package.json` contributes, in one place and typed. A test compares them with the manifest,
 * both ways.
 */

/** Language id of `.flow` files. */
export const FLOW_LANGUAGE = 'flow';
/** Language id of the output channels. */
export const FLOW_LOG_LANGUAGE = 'flow-log';
/** View type of the graph editor. */
export const FLOW_EDITOR = 'millrace.flowEditor';
/** View type of the comparison of two flows. */
export const COMPARE_VIEW = 'millrace.compare';
/** Container of Millrace's views in the activity bar. */
export const VIEW_CONTAINER = 'millrace';
/** The tree of runs. */
export const RUNS_VIEW = 'millrace.runs';

/** Commands that people see in the palette, menus or key bindings. */
export const COMMANDS = {
  run: 'millrace.run',
  cancel: 'millrace.cancel',
  runAgain: 'millrace.runAgain',
  runOnly: 'millrace.runOnly',
  runTo: 'millrace.runTo',
  runFrom: 'millrace.runFrom',
  retryFailed: 'millrace.retryFailed',
  resume: 'millrace.resume',
  pin: 'millrace.pinOutputs',
  unpin: 'millrace.unpinOutputs',
  showLog: 'millrace.showLog',
  showOnCanvas: 'millrace.showOnCanvas',
  newFlow: 'millrace.newFlow',
  openAsText: 'millrace.openAsText',
  openAsTextToSide: 'millrace.openAsTextToSide',
  openAsGraph: 'millrace.openAsGraph',
  openAsGraphToSide: 'millrace.openAsGraphToSide',
  compareWithHead: 'millrace.compareWithHead',
  compareWithFile: 'millrace.compareWithFile',
  compareWithRevision: 'millrace.compareWithRevision',
  nextDifference: 'millrace.nextDifference',
  previousDifference: 'millrace.previousDifference',
  revealNode: 'millrace.revealNode',
  editCode: 'millrace.editCode',
  showRuns: 'millrace.showRuns',
  openOutput: 'millrace.openOutput',
  openNodeLog: 'millrace.openNodeLog',
  copyOutput: 'millrace.copyOutput',
  clearRuns: 'millrace.clearRuns',
  restartRunner: 'millrace.restartRunner',
  setSecret: 'millrace.setSecret',
  deleteSecret: 'millrace.deleteSecret',
  /** Shows a run, or a node of it, in the tree of runs. */
  showRun: 'millrace.showRun',
  /** `run` under the title that the explorer's menu needs. */
  runFile: 'millrace.runFile',
  /** Says why nothing runs in an untrusted workspace; stands where Run would be. */
  explainTrust: 'millrace.explainTrust',
} as const;

/** Commands that a canvas carries out; each needs an active graph editor. */
export const CANVAS_COMMANDS = {
  addNode: 'millrace.canvas.addNode',
  addFile: 'millrace.canvas.addFile',
  deleteSelection: 'millrace.canvas.deleteSelection',
  duplicateSelection: 'millrace.canvas.duplicateSelection',
  renameSelection: 'millrace.canvas.renameSelection',
  find: 'millrace.canvas.find',
  copyMermaid: 'millrace.canvas.copyMermaid',
  copySelection: 'millrace.canvas.copySelection',
  cutSelection: 'millrace.canvas.cutSelection',
  paste: 'millrace.canvas.paste',
  groupSelection: 'millrace.canvas.groupSelection',
  ungroupSelection: 'millrace.canvas.ungroupSelection',
  selectAll: 'millrace.canvas.selectAll',
  fit: 'millrace.canvas.fit',
  zoomIn: 'millrace.canvas.zoomIn',
  zoomOut: 'millrace.canvas.zoomOut',
  tidy: 'millrace.tidyLayout',
  toggleInspector: 'millrace.canvas.toggleInspector',
  focusCanvas: 'millrace.canvas.focus',
} as const;

/** Settings of the extension. */
export const SETTINGS = {
  concurrency: 'millrace.concurrency',
  gracePeriod: 'millrace.gracePeriod',
  idleTimeout: 'millrace.runner.idleTimeout',
  historyRuns: 'millrace.history.runs',
  historySize: 'millrace.history.size',
  nodeCodeLens: 'millrace.nodeCodeLens',
} as const;

/** Context keys that `when` clauses in the manifest read and that the extension sets. */
export const CONTEXT_KEYS = {
  /** Whether git sees any flow changed. */
  changedFlows: 'millrace.changedFlows',
  /** List of the paths of flows that run now, for `resourcePath in …`. */
  runningFlows: 'millrace.runningFlows',
  /** List of the paths of flows that ran in this session. */
  knownFlows: 'millrace.knownFlows',
  /** List of the paths of flows whose latest run failed. */
  retryableFlows: 'millrace.retryableFlows',
  /** List of the paths of flows whose latest run was cancelled or lost before its end. */
  resumableFlows: 'millrace.resumableFlows',
} as const;

/** `contextValue`s of the tree's items, for the `when` clauses of their inline actions. */
export const TREE_CONTEXTS = {
  runningRun: 'run.running',
  finishedRun: 'run.finished',
  failedRun: 'run.finished.failed',
  stoppedRun: 'run.finished.stopped',
  pastRun: 'past.finished',
  pastFailedRun: 'past.finished.failed',
  pastStoppedRun: 'past.finished.stopped',
  pastRunningRun: 'past.running',
  node: 'node',
  nodeWithLog: 'node.log',
  pinnedNode: 'node.pinned',
  pinnedNodeWithLog: 'node.log.pinned',
  output: 'output',
} as const;

export type CommandName = keyof typeof COMMANDS;
export type CanvasCommandName = keyof typeof CANVAS_COMMANDS;
