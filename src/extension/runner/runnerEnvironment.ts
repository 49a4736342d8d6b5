/** Variables that concern VS Code's own processes; commands of a flow must not inherit them. */
const INTERNAL = /^(VSCODE_|ELECTRON_|NODE_OPTIONS$|NODE_CHANNEL_FD$|NODE_UNIQUE_ID$)/;

/**
 * Environment of the runner: that of the editor without its internals. Where the editor's program is Electron it is
 * told to behave as Node.
 */
export function runnerEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  isElectron: boolean,
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && !INTERNAL.test(name)) kept[name] = value;
  }
  if (isElectron) kept['ELECTRON_RUN_AS_NODE'] = '1';
  return kept;
}
