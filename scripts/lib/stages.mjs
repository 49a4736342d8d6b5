import { formatSeconds } from './report.mjs';
import { run } from './spawn.mjs';

/**
 * One command of a check.
 * @typedef {{ name: string, program: string, args: readonly string[] }} Command
 */

/**
 * Runs commands at the same time. The output of each is shown in one piece when it ends, and only if it failed.
 * @param {readonly Command[]} commands
 * @returns {Promise<boolean>} Whether all succeeded.
 */
export async function runTogether(commands) {
  const width = Math.max(...commands.map((command) => command.name.length));
  const outcomes = await Promise.all(
    commands.map(async ({ name, program, args }) => {
      const started = performance.now();
      const { code, output } = await run(program, args, { capture: true });
      const time = formatSeconds(performance.now() - started);
      if (code !== 0) console.log(`\n${output.trimEnd()}\n`);
      console.log(`${name.padEnd(width)}  ${code === 0 ? 'passed' : 'FAILED'}  ${time}`);
      return code === 0;
    }),
  );
  return outcomes.every(Boolean);
}
