import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/fakes/browser-notice.ts', 'test/fakes/redis-notice.ts'],
    globals: false,
    pool: 'forks',
    // Loading the SDKs anew for every file takes longer than the tests; none of them changes a module.
    isolate: false,
    // Most of the time is spent waiting for servers, not computing: more files at once than cores.
    maxWorkers: 3,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
