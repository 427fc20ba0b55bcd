import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { findBrowser } from './browser-finder.ts';

/** Nothing but the page may be loaded, and nothing may be asked of other hosts. */
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts a browser of its own; the caller closes it. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: findBrowser() ?? 'chromium', args: ARGUMENTS });
}

/** False where tests of the page cannot be run; `browser-notice.ts` then says so at the end of the run. */
export const hasBrowser = findBrowser() !== undefined;

/** True on CI, where nobody reads notices: no browser is a failure there. */
export const needsBrowser = process.env['CI'] === 'true';
