import { defineConfig } from 'vitest/config';

/** Journeys through a real VS Code in a real browser; apart, so that a plain `vitest run` stays quick. */
export default defineConfig({
  test: {
    name: 'e2e',
    environment: 'node',
    include: ['test/e2e/**/*.test.ts'],
    allowOnly: false,
    // One VS Code with its browser fills two cores.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
