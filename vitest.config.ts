import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/fakes/browser-notice.ts'],
    globals: false,
    pool: 'forks',
    // Most of the time is spent waiting for servers, not computing: more files at once than cores.
    maxWorkers: 3,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
