import { execFile } from 'node:child_process';
import { basename, dirname } from 'node:path';
import { gitApi } from './gitApi.ts';

/** Largest file that is taken from git, in bytes. */
const BLOB_BYTES = 256 * 1024 * 1024;

/** Commits that the list to choose from shows. */
const COMMITS_LISTED = 200;

/** A version of a file: a revision, and the file's path there, from the top of the repository or, with `./`, from its folder. */
export interface FileRevision {
  readonly revision: string;
  readonly path: string;
}

/** A commit that touched a file. */
export interface FileCommit extends FileRevision {
  readonly shortHash: string;
  readonly subject: string;
  readonly author: string;
  /** Such as `2 days ago`. */
  readonly age: string;
}

/** The file as it was in a revision, under the name that it has now. */
export function sameFileIn(file: string, revision: string): FileRevision {
  return { revision, path: `./${basename(file)}` };
}

/**
 * The text of a file in a revision. Read with git's own `cat-file`: what VS Code's git extension gives went through
 * `textconv`, which leaves out comments and layout where it is set to `millrace textconv`.
 *
 * @throws {Error} in git's own words.
 */
export function textInRevision(file: string, { revision, path }: FileRevision): Promise<string> {
  return git(file, ['cat-file', 'blob', '--end-of-options', `${revision}:${path}`]);
}

/** The newest commits that touched a file, also under earlier names. @throws {Error} in git's own words */
export async function commitsOf(file: string): Promise<readonly FileCommit[]> {
  const format = '--format=%x1e%H%x00%h%x00%s%x00%an%x00%ar%x00';
  const limit = `--max-count=${COMMITS_LISTED}`;
  const args = ['-c', 'core.quotePath=false', 'log', '--follow', '--name-only', limit, format, '--', basename(file)];
  const printed = await git(file, args);
  return printed
    .split('\u001e')
    .slice(1)
    .map((record) => {
      const [revision = '', shortHash = '', subject = '', author = '', age = '', path = ''] = record.split('\0');
      return { revision, shortHash, subject, author, age, path: path.trim() };
    });
}

async function git(file: string, args: readonly string[]): Promise<string> {
  const program = (await gitApi())?.git.path ?? 'git';
  return new Promise((resolve, reject) => {
    const options = { cwd: dirname(file), maxBuffer: BLOB_BYTES, windowsHide: true };
    execFile(program, [...args], options, (error, stdout, stderr) => {
      if (error) reject(new Error(inWords(error, stderr)));
      else resolve(stdout);
    });
  });
}

function inWords(error: Error, stderr: string): string {
  if ('code' in error && error.code === 'ENOENT') return 'git is not installed, or not on PATH';
  return (
    stderr
      .trim()
      .split('\n')
      .at(-1)
      ?.replace(/^fatal: /, '') || error.message
  );
}
