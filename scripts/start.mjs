// From nothing to a flow on the screen: `npm start [-- --browser] [-- --port N]`, see programs/start.mjs.
import { desktopCode } from './lib/desktopCode.mjs';
import { inRoot } from './lib/paths.mjs';
import { runWithToolNode } from './lib/runWithToolNode.mjs';
import { setup } from './setup.mjs';

try {
  const inBrowser = process.argv.includes('--browser') || desktopCode() === undefined;
  await setup({ vscode: inBrowser });
  await runWithToolNode(inRoot('scripts', 'programs', 'start.mjs'));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
