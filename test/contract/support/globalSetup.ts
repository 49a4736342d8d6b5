import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { repositoryRoot } from './repository.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of a freshly built `millrace.mjs`. */
    runnerProgram: string;
  }
}

interface BuildModule {
  build(options: { only: readonly string[]; outdir: string }): Promise<unknown>;
}

/** Builds the runner once for all contract tests of this process. */
export default async function setup(project: TestProject): Promise<() => void> {
  const root = repositoryRoot();
  const outdir = join(root, '.cache', `contract-${process.pid}`);
  const { build } = (await import(join(root, 'esbuild.mjs'))) as BuildModule;
  await build({ only: ['runner'], outdir });
  project.provide('runnerProgram', join(outdir, 'runner', 'millrace.mjs'));
  return () => rmSync(outdir, { recursive: true, force: true });
}
