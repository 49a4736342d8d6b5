import { spawn } from 'node:child_process';
import { ROOT } from './paths.mjs';

/**
 * Runs a program to its end.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, capture?: boolean }} [options] `capture` collects both
 *   streams in `output` instead of showing them.
 * @returns {Promise<{ code: number, output: string, signal: string | null }>} Never rejects because the program
 *   failed; rejects when it cannot be started.
 */
export function run(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd ?? ROOT,
      env: options.env ?? process.env,
      stdio: ['inherit', options.capture ? 'pipe' : 'inherit', options.capture ? 'pipe' : 'inherit'],
      windowsHide: true,
    });
    const chunks = [];
    child.stdout?.on('data', (chunk) => chunks.push(chunk));
    child.stderr?.on('data', (chunk) => chunks.push(chunk));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      resolve({ code: code ?? 1, signal, output: Buffer.concat(chunks).toString('utf8') });
    });
  });
}

/**
 * Runs a program and insists on success.
 * @returns {Promise<string>} What it printed, when `capture` was asked for.
 * @throws {Error} naming the command and, when captured, the end of its output.
 */
export async function mustRun(program, args, options = {}) {
  const result = await run(program, args, options);
  if (result.code === 0) return result.output;
  const how = result.signal ? `was ended by ${result.signal}` : `ended with exit code ${result.code}`;
  const tail = result.output.trim().split('\n').slice(-40).join('\n');
  throw new Error(`${[program, ...args].join(' ')} ${how}${tail ? `:\n${tail}` : ''}`);
}
