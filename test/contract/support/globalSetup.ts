import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { launcherName } from '../../../runner/processes/launcherFile.ts';
import { repositoryRoot } from './repository.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of a freshly built `millrace.mjs`. */
    runnerProgram: string;
    /** Path of its launcher; `off` where there is none, as without a C compiler. */
    launcherProgram: string;
  }
}

interface BuildModule {
  readonly build: (options: { only: readonly string[]; outdir: string }) => Promise<unknown>;
}

const root = repositoryRoot();
const outdir = join(root, '.cache', `contract-${process.pid}`);

/** Builds the runner once for all contract tests of this process. */
export async function setup(project: TestProject): Promise<void> {
  const { build } = (await import(join(root, 'esbuild.mjs'))) as BuildModule;
  await build({ only: ['runner'], outdir });
  project.provide('runnerProgram', join(outdir, 'runner', 'millrace.mjs'));
  const launcher = join(outdir, 'runner', launcherName());
  project.provide('launcherProgram', existsSync(launcher) ? launcher : 'off');
}

/** Removes it again. */
export function teardown(): void {
  rmSync(outdir, { recursive: true, force: true });
}
