import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inRoot } from '../../scripts/lib/paths.mjs';

/** A history with a fixed author and fixed times, whatever the computer's own git is set to. */
const GIT_IDENTITY = {
  GIT_AUTHOR_NAME: 'Ada Example',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada Example',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
};

/** A private copy of examples/ that a test may change as it likes. */
export interface ExamplesCopy {
  readonly folder: string;
  remove(): void;
}

/**
 * Copies the examples to a temporary folder and makes that a git repository with two commits, because one of them reads
 * a history. `remove` or the end of this process deletes it.
 */
export function copyExamples(): ExamplesCopy {
  const parent = mkdtempSync(join(tmpdir(), 'millrace-examples-'));
  const remove = () => rmSync(parent, { recursive: true, force: true });
  process.once('exit', remove);
  const folder = join(parent, 'examples');
  cpSync(inRoot('examples'), folder, {
    recursive: true,
    filter: (source) => !/[\\/](\.millrace|out)$/.test(source),
  });
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: folder, env: { ...process.env, ...GIT_IDENTITY }, stdio: 'pipe' });
  git('init', '--quiet', '--initial-branch=main');
  git('add', 'README.md');
  git('commit', '--quiet', '--message=Explain the examples');
  git('add', '.');
  git('commit', '--quiet', '--message=Add the examples');
  return { folder, remove };
}
