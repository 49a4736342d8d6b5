import { spawnSync } from 'node:child_process';

/** Whether a window could be shown. */
function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/**
 * The command that starts a desktop VS Code here: VSCODE_PATH, or `code` where that is a desktop's own. In a terminal of
 * a remote window `code` only talks to that window, and without a display there is nothing to show a window on.
 * @returns {string | undefined}
 */
export function desktopCode() {
  if (process.env.VSCODE_PATH) return process.env.VSCODE_PATH;
  if (!hasDisplay() || process.env.VSCODE_IPC_HOOK_CLI) return undefined;
  const answer = spawnSync('code', ['--version'], { encoding: 'utf8', shell: process.platform === 'win32' });
  return answer.status === 0 && /^\d+\.\d+\.\d+/.test(answer.stdout) ? 'code' : undefined;
}
