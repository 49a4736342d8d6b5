import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { TOOL_NODE } from './tools.mjs';

/**
 * Runs a program with Node 24, whichever Node was asked to run the script: such programs import TypeScript, which older
 * Nodes cannot read. The program takes over the terminal and the arguments; its exit code becomes this process's own.
 * @param {string} program Absolute path. It should import endWithParent.mjs.
 */
export async function runWithToolNode(program) {
  if (!existsSync(TOOL_NODE)) {
    const { setup } = await import('../setup.mjs');
    await setup();
  }
  // The channel tells the program when this process dies, however it dies.
  const child = spawn(TOOL_NODE, [program, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  // A terminal's Ctrl+C reaches both; the program decides how to end, this process waits for it.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGHUP'));
  child.once('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
    process.removeAllListeners();
  });
}
