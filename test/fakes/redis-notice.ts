import { hasRedis, MISSING_REDIS } from './redis-finder.ts';

/** Runs once, after all tests: what was not run must not look like what has passed. */
export function teardown(): void {
  if (!hasRedis) process.stderr.write(`\n  !!  ${MISSING_REDIS}\n\n`);
}
