import { existsSync, readFileSync } from 'node:fs';

/**
 * Outcome of one stage of `npm test`.
 * @typedef {{ passed: number, failed: number }} Count
 */

/** @returns {Count} What vitest's JSON report says; a file that could not even be loaded counts as one failure. */
function readVitest(report) {
  const unloaded = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  return { passed: report.numPassedTests, failed: report.numFailedTests + unloaded.length };
}

/** @returns {Count} What the suite inside VS Code has written. */
function readMocha(report) {
  const passed = report.filter((test) => test.passed).length;
  return { passed, failed: report.length - passed };
}

/**
 * Reads the report of a test run.
 * @param {string} path
 * @returns {Count} Nothing passed and nothing failed when the run ended before it could write a report.
 */
export function readReport(path) {
  if (!existsSync(path)) return { passed: 0, failed: 0 };
  const report = JSON.parse(readFileSync(path, 'utf8'));
  return Array.isArray(report) ? readMocha(report) : readVitest(report);
}
