import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser, MISSING_BROWSER } from '../fakes/browser-finder.ts';
import { hasBrowser, launchBrowser, needsBrowser } from '../fakes/browser.ts';
import { openPage, overflowOf } from '../fakes/browser-page.ts';
import type { WatchedPage } from '../fakes/browser-page.ts';
import { startProgram } from '../fakes/program.ts';
import type { Program } from '../fakes/program.ts';

/** Pictures of the page for whoever changes its looks. */
const SCREENSHOTS = join(tmpdir(), 'asktwin-screenshots');

test.runIf(hasBrowser || needsBrowser)('a browser is there where the tests must all run', () => {
  const found = findBrowser() ?? MISSING_BROWSER;

  expect(found).not.toBe(MISSING_BROWSER);
});

describe.runIf(hasBrowser)('the page of the program', () => {
  let program: Program;
  let browser: Browser;
  const opened: WatchedPage[] = [];

  beforeAll(async () => {
    await mkdir(SCREENSHOTS, { recursive: true });
    [program, browser] = await Promise.all([startProgram({ env: { RATE_LIMIT: '100/60s' } }), launchBrowser()]);
  });

  afterEach(async () => {
    for (const { page } of opened.splice(0)) await page.context().close();
  });

  afterAll(async () => {
    await browser.close();
    await program[Symbol.asyncDispose]();
  });

  const open = async (options: BrowserContextOptions = {}) => {
    const watched = await openPage(browser, program.url, { viewport: { width: 1100, height: 800 }, ...options });
    opened.push(watched);
    const { page } = watched;
    return {
      ...watched,
      answer: page.getByRole('article').last(),
      again: page.getByRole('button', { name: 'Ask again' }),
    };
  };

  test('says whose AI twin it is before anything is asked', async () => {
    const { page, troubles } = await open();

    expect(await page.getByRole('heading', { level: 1 }).innerText()).toMatch(/^AI twin of\s+Maya Okafor$/);
    expect(await page.getByText('I am an AI twin, not the person.').isVisible()).toBe(true);
    expect(troubles).toEqual([]);
  });

  test('answers a typed question with sources that open', async () => {
    const { page, answer, again, troubles } = await open();

    await page.getByLabel('Your question').focus();
    await page.keyboard.type('What did Maya study?');
    await page.keyboard.press('Enter');
    await again.waitFor();
    await page.locator('summary').first().focus();
    await page.keyboard.press('Enter');

    expect(await answer.innerText()).toContain('University of Eastmere');
    expect(await page.locator('details[open]').first().innerText()).toMatch(/digitaltwin\.json|\.md/);
    await page.screenshot({ path: join(SCREENSHOTS, 'answer.png') });
    expect(troubles).toEqual([]);
  });

  test('answers a suggestion that is pressed', async () => {
    const { page, answer, again } = await open();
    const suggestion = page.locator('.suggestion').first();
    const question = await suggestion.innerText();

    await suggestion.click();
    await again.waitFor();

    expect(await page.getByRole('listitem').filter({ hasText: question }).count()).toBeGreaterThan(0);
    expect(await answer.getByRole('heading', { name: /Sources?/ }).count()).toBe(1);
  });

  test('says that it does not know what the files do not say', async () => {
    const { page, answer, again } = await open();

    await page.getByLabel('Your question').fill('What is the boiling point of tungsten?');
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    await again.waitFor();

    expect(await answer.innerText()).toContain('Not in the files');
    expect(await page.locator('details').count()).toBe(0);
  });

  test.each(['light', 'dark'] as const)('has readable contrast in %s', async (colorScheme) => {
    const { page } = await open({ colorScheme });
    await page.screenshot({ path: join(SCREENSHOTS, `${colorScheme}.png`) });

    const colors = await page.evaluate<Record<string, string>>(`(() => {
      const style = getComputedStyle(document.documentElement);
      const names = ['paper', 'surface', 'ink', 'ink-soft', 'accent', 'on-accent', 'wash', 'line-strong'];
      return Object.fromEntries(names.map((name) => [name, style.getPropertyValue('--' + name).trim()]));
    })()`);

    const contrastOf = (a: string, b: string) => contrast(colors[a] ?? '', colors[b] ?? '');
    const text = [
      ['ink', 'paper'],
      ['ink', 'wash'],
      ['ink-soft', 'paper'],
      ['ink-soft', 'surface'],
      ['accent', 'paper'],
      ['accent', 'wash'],
      ['on-accent', 'accent'],
    ].map(([a = '', b = '']) => contrastOf(a, b));
    expect(Math.min(...text)).toBeGreaterThanOrEqual(4.5);
    expect(contrastOf('line-strong', 'surface')).toBeGreaterThanOrEqual(3);
  });

  test.each([320, 360])('fits a phone of %i px without horizontal scroll', async (width) => {
    const { page, again } = await open({ viewport: { width, height: 700 }, hasTouch: true, isMobile: true });
    const before = await overflowOf(page);

    await page.locator('.suggestion').first().tap();
    await again.waitFor();
    await page.locator('summary').first().tap();
    await page.screenshot({ path: join(SCREENSHOTS, `phone-${width}.png`) });

    expect([before, await overflowOf(page)]).toEqual([0, 0]);
  });
});

/**
 * The ratio of two colours as `#rrggbb`.
 *
 * @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
 */
function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
