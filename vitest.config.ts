import { defineConfig } from 'vitest/config';

const PATIENCE_MS = 60_000;

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
    // On a busy machine everything takes many times as long. A limit that is met says that something hangs, not how fast it is.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: PATIENCE_MS } },
  },
});
