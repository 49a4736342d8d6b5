import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readReport } from '../../../scripts/lib/testReports.mjs';

describe('Counting what a test run has reported', () => {
  let folder = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'millrace-report-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function count(report: unknown) {
    const path = join(folder, 'report.json');
    writeFileSync(path, JSON.stringify(report));
    return readReport(path);
  }

  it('takes the counts of vitest', () => {
    const testResults = [{ status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] }];
    expect(count({ numPassedTests: 1, numFailedTests: 1, testResults })).toEqual({ passed: 1, failed: 1 });
  });

  it('counts a file that could not be loaded as a failure', () => {
    const testResults = [{ status: 'failed', assertionResults: [] }];
    expect(count({ numPassedTests: 0, numFailedTests: 0, testResults })).toEqual({ passed: 0, failed: 1 });
  });

  it('counts the outcomes inside VS Code', () => {
    expect(count([{ passed: true }, { passed: false }, { passed: true }])).toEqual({ passed: 2, failed: 1 });
  });

  it('finds nothing where no report was written', () => {
    expect(readReport(join(folder, 'absent.json'))).toEqual({ passed: 0, failed: 0 });
  });
});
