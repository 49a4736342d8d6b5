import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { temporaryFolder } from './workbench.ts';

/** A git repository in a folder of its own, removed at the end of the test. */
export class GitRepository {
  readonly folder = temporaryFolder();

  /** With a flow committed as `a.flow` on branch `main`. */
  constructor(text: string) {
    this.git('init', '--quiet', '--initial-branch=main');
    this.git('config', 'user.name', 'Test');
    this.git('config', 'user.email', 'test@example.com');
    this.write(text);
    this.git('add', '.');
    this.git('commit', '--quiet', '-m', 'first');
  }

  /** What git prints. */
  git(...args: readonly string[]): string {
    return execFileSync('git', args, { cwd: this.folder, encoding: 'utf8', env: this.#environment() });
  }

  /** The exit code of a git command that may fail, and all that it says. */
  tryGit(...args: readonly string[]): { readonly code: number | null; readonly said: string } {
    const result = spawnSync('git', args, { cwd: this.folder, encoding: 'utf8', env: this.#environment() });
    return { code: result.status, said: result.stdout + result.stderr };
  }

  write(text: string): void {
    writeFileSync(join(this.folder, 'a.flow'), text);
  }

  read(): string {
    return readFileSync(join(this.folder, 'a.flow'), 'utf8');
  }

  /** Sets git up to use a command of the program for flows. */
  use(attribute: 'diff' | 'merge', setting: string, command: string): void {
    this.git('config', setting, `"${process.execPath}" "${inject('runnerProgram')}" ${command}`);
    appendFileSync(join(this.folder, '.git', 'info', 'attributes'), `*.flow ${attribute}=flow\n`);
  }

  /** Commits a version on a new branch from where the repository is, and goes back. */
  branch(name: string, text: string): void {
    this.git('switch', '--quiet', '-c', name);
    this.write(text);
    this.git('commit', '--quiet', '-am', name);
    this.git('switch', '--quiet', '-');
  }

  /** The developer's own git settings stay out. */
  #environment(): NodeJS.ProcessEnv {
    return { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null', GIT_PAGER: 'cat' };
  }
}
