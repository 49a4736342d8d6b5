import { join } from 'node:path';
import { inRoot, TOOLS } from './paths.mjs';

/** Exact versions of what `npm start` and `npm test` install for themselves. */
export const NODE_VERSION = '24.21.0';
export const CODE_SERVER_VERSION = '4.139.1';

/** npm's package that carries Node's program for this computer. */
export const NODE_PACKAGE = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

export const NODE_FOLDER = join(TOOLS, 'node24');
export const CODE_SERVER_FOLDER = join(TOOLS, 'code-server');

/** Node 24: runs the tests, the packager and the VS Code server, whichever Node started the script. */
export const TOOL_NODE = join(
  NODE_FOLDER,
  'node_modules',
  NODE_PACKAGE,
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

/** The server and web workbench of VS Code that the code-server package carries. */
export const VSCODE_SERVER_FOLDER = join(CODE_SERVER_FOLDER, 'node_modules', 'code-server', 'lib', 'vscode');

/** Entry of the VS Code server, to be run with TOOL_NODE. */
export const VSCODE_SERVER_MAIN = join(VSCODE_SERVER_FOLDER, 'out', 'server-main.js');

/** Where Debian puts its browser. */
export const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

/** Where package managers, and a program's own installer, put programs. */
export const PROGRAM_FOLDERS = ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'];

/** The program of an installed development dependency, to be run with a Node. */
export function dependencyProgram(...parts) {
  return inRoot('node_modules', ...parts);
}
