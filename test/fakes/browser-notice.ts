import { findBrowser, MISSING_BROWSER } from './browser-finder.ts';

/** Runs once, after all tests: what was not run must not look like what has passed. */
export function teardown(): void {
  if (findBrowser() === undefined) process.stderr.write(`\n  !!  ${MISSING_BROWSER}\n\n`);
}
