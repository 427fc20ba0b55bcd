import { EventEmitter, once } from 'node:events';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createWebAdapter } from '../../src/adapters/web/web-adapter.ts';
import type { WebAdapter } from '../../src/adapters/web/web-adapter.ts';
import type { Outcome } from '../../src/core/answer/answer-event.ts';
import { toSources } from '../../src/core/answer/citations.ts';
import { InputError } from '../../src/core/errors.ts';
import { hasBrowser, launchBrowser } from '../fakes/browser.ts';
import { openPage, overflowOf } from '../fakes/browser-page.ts';
import type { WatchedPage } from '../fakes/browser-page.ts';
import { createPassage, createScriptedCore } from '../fakes/http-core.ts';
import type { AnswerScript, ScriptedCoreOptions } from '../fakes/http-core.ts';

const PASSAGES = [
  createPassage(
    'Maya Okafor > Projects > Shelfwise',
    'A planner for **narrow** aisles.',
    'https://maya.example/shelfwise',
  ),
  createPassage('Notes', 'She teaches twice a year.'),
];

describe.runIf(hasBrowser)('the chat page', () => {
  let browser: Browser;
  const opened: (WatchedPage & { readonly web: WebAdapter })[] = [];

  beforeAll(async () => {
    browser = await launchBrowser();
  });

  afterEach(async () => {
    for (const { page, web } of opened.splice(0)) {
      await page.context().close();
      await web.close();
    }
  });

  afterAll(async () => browser.close());

  const open = async (options: ScriptedCoreOptions = {}, width = 1000) => {
    const core = createScriptedCore(options);
    const readiness = async () => ({ isReady: true, parts: {} });
    const web = createWebAdapter({ host: '127.0.0.1', port: 0, core, readiness });
    await web.start();
    const watched = await openPage(browser, web.url ?? '', { viewport: { width, height: 700 } });
    opened.push({ ...watched, web });
    const { page } = watched;
    const ask = async (question: string): Promise<void> => {
      await page.getByLabel('Your question').fill(question);
      await page.keyboard.press('Enter');
    };
    return { ...watched, core, web, ask, answers: page.getByRole('article') };
  };

  test('shows an answer while it is written, and its sources when it is done', async () => {
    const gate = new EventEmitter();
    const { page, ask, answers, troubles } = await open({ script: answerInTwoSteps(gate) });

    await ask('What has she made?');
    await answers.getByText('She made Shelfwise').waitFor();
    const whileWriting = await page.getByRole('button', { name: 'Stop the answer' }).isVisible();
    gate.emit('go');
    await page.getByRole('heading', { name: 'Source' }).waitFor();

    expect(whileWriting).toBe(true);
    expect(await answers.locator('.prose').first().innerText()).toMatch(/^She made Shelfwise\s*1, a planner\.$/);
    expect(await page.getByRole('button', { name: 'Stop the answer' }).isHidden()).toBe(true);
    expect(troubles).toEqual([]);
  });

  test('opens the passage behind a citation, with its file and link', async () => {
    const { page, ask, answers } = await open({ script: say('She made Shelfwise [1].') });
    await ask('What has she made?');

    await answers.getByRole('button', { name: 'Source 1' }).click();

    const source = page.locator('details[open]');
    expect(await source.innerText()).toMatch(
      /Shelfwise[^]*Projects[^]*A planner for narrow aisles\.[^]*digitaltwin\.json/,
    );
    const link = source.getByRole('link');
    expect(await link.getAttribute('href')).toBe('https://maya.example/shelfwise');
    expect(await link.getAttribute('rel')).toContain('noopener');
  });

  test('leaves a number alone that cites nothing', async () => {
    const { ask, answers } = await open({ script: say('In [2019] she made it [1], see [7].') });

    await ask('What has she made?');
    await answers.getByRole('button', { name: 'Ask again' }).waitFor();

    expect(await answers.locator('.prose').first().innerText()).toMatch(/In \[2019\] she made it 1, see \[7\]\./);
  });

  test('never makes markup of what a model writes', async () => {
    const evil =
      '<img src=x onerror=alert(1)> <script>alert(2)</script>\n\n[a](javascript:alert(3)) [b](data:text/html,x) ' +
      '![c](https://evil.example/pixel.png)\n\n<a href="//evil.example">d</a>';
    const { ask, answers, troubles } = await open({ script: say(evil) });

    await ask('What has she made?');
    await answers.getByRole('button', { name: 'Ask again' }).waitFor();

    const prose = answers.locator('.prose').first();
    expect(await prose.locator('img, script, iframe').count()).toBe(0);
    const addresses = await prose.locator('a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    expect(addresses).toEqual(['https://evil.example/pixel.png']);
    expect(await prose.innerText()).toContain('<script>alert(2)</script>');
    expect(troubles).toEqual([]);
  });

  test('shows a question with markup as text', async () => {
    const { page, ask } = await open();

    await ask('<b>Who</b> **are** you?');

    const shown = page.getByRole('listitem').getByText('<b>Who</b> **are** you?');
    await expect.poll(async () => shown.count(), { timeout: 90_000 }).toBe(1);
  });

  test.each<readonly [Outcome, string]>([
    ['unknown', 'Not in the files'],
    ['degraded', 'Quoted from the files, without the language model'],
    ['failed', 'Not complete'],
  ])('says of an answer that is %s: %s', async (outcome, note) => {
    const { ask, answers } = await open({ script: say('Some text.', outcome) });

    await ask('What has she made?');

    await answers.getByText(note).waitFor();
    expect(await answers.innerText()).toContain('Some text.');
  });

  test('tells why a question was refused, and asks again on request', async () => {
    let isRefusing = true;
    const refusal = () => (isRefusing ? new InputError('Please ask it more briefly.') : undefined);
    const { page, ask, answers } = await open({ refusal, script: say('Now I can.') });
    await ask('What has she made?');
    await answers.getByText('Please ask it more briefly.').waitFor();

    isRefusing = false;
    await page.getByRole('button', { name: 'Ask again' }).click();

    await answers.getByText('Now I can.').waitFor();
    expect(await answers.count()).toBe(1);
  });

  test('stops an answer, keeps what was written and ends the turn', async () => {
    const signals: AbortSignal[] = [];
    const { page, ask, answers, core } = await open({ script: hang('First words', signals) });
    await ask('What has she made?');
    await answers.getByText('First words').waitFor();

    await page.getByRole('button', { name: 'Stop the answer' }).click();

    await answers.getByText('Stopped by you').waitFor();
    expect(await answers.innerText()).toContain('First words');
    await expect.poll(() => [signals[0]?.aborted, core.tasks.size], { timeout: 90_000 }).toEqual([true, 0]);
  });

  test('keeps what was written when the connection is lost, and says what to do', async () => {
    const { page, ask, answers } = await open();
    const body = 'event: delta\ndata: {"text":"First words"}\n\n';
    await page.route('**/api/ask', async (route) => route.fulfill({ contentType: 'text/event-stream', body }));

    await ask('What has she made?');
    await answers.getByText('Not complete').waitFor();

    expect(await answers.innerText()).toMatch(/First words\s+The connection was lost.*Please ask again\./);
  });

  test('says what to do when the server is not there', async () => {
    const { page, ask, answers } = await open();
    await page.route('**/api/ask', async (route) => route.abort('connectionrefused'));

    await ask('What has she made?');
    await answers.getByText('Not complete').waitFor();

    expect(await answers.innerText()).toContain('Check that it is still running, then ask again.');
  });

  test('starts a new line with Shift and Enter', async () => {
    const { page, core } = await open();
    const field = page.getByLabel('Your question');
    await field.fill('One');

    await field.press('Shift+Enter');
    await field.pressSequentially('two');
    await field.press('Enter');

    await expect.poll(() => core.turns.map(({ question }) => question), { timeout: 90_000 }).toEqual(['One\ntwo']);
  });

  test('can be used by keyboard alone: suggestion, citation, source', async () => {
    const { page, answers } = await open({ script: say('She made Shelfwise [1].') });

    await page.getByRole('button', { name: 'What are you working on?' }).focus();
    await page.keyboard.press('Enter');
    await answers.getByRole('button', { name: 'Source 1' }).focus();
    await page.keyboard.press('Enter');

    const focused = page.locator('summary:focus');
    expect(await focused.innerText()).toContain('Shelfwise');
    expect(await page.locator('details[open]').count()).toBe(1);
  });

  test('tells a screen reader the finished answer once, not each word', async () => {
    const gate = new EventEmitter();
    const { page, ask, answers } = await open({ script: answerInTwoSteps(gate) });
    const announcer = page.getByRole('status');
    await ask('What has she made?');
    await answers.getByText('She made Shelfwise').waitFor();
    const whileWriting = await announcer.innerText();

    gate.emit('go');

    await expect
      .poll(async () => announcer.innerText(), { timeout: 90_000 })
      .toMatch(/^She made Shelfwise.*, a planner\.\s+1 source\.$/s);
    expect(whileWriting).toBe('The AI twin is answering.');
    expect(await page.locator('[aria-live="polite"]').count()).toBe(1);
  });

  test('keeps the conversation over a reload, and begins another on request', async () => {
    const { page, ask, answers, core } = await open({ script: say('She made Shelfwise [1].') });
    await ask('What has she made?');
    await answers.getByRole('button', { name: 'Ask again' }).waitFor();

    await page.reload();
    await ask('And then?');
    await expect.poll(async () => answers.count(), { timeout: 90_000 }).toBe(2);
    await page.getByRole('button', { name: 'New conversation' }).click();
    await page.getByRole('heading', { name: 'Ask me about Maya Okafor.' }).waitFor();
    await ask('And now?');
    await expect.poll(() => core.turns.length, { timeout: 90_000 }).toBe(3);

    const [first, second, third] = core.turns.map(({ conversation }) => conversation);
    expect(first).toBe(second);
    expect(third).not.toBe(first);
  });

  test('follows the answer for a reader who is at its end, and only then', async () => {
    const gate = new EventEmitter();
    const { page, ask, answers } = await open({ script: answerAtLength(gate) });
    await ask('What has she made?');
    await answers.getByText('Line 80').waitFor();
    const distance = async () =>
      page.evaluate<number>('document.documentElement.scrollHeight - innerHeight - document.documentElement.scrollTop');
    await expect.poll(distance, { timeout: 90_000 }).toBeLessThan(2);

    await page.mouse.move(400, 300);
    await page.mouse.wheel(0, -600);
    await page.getByRole('button', { name: 'Latest' }).waitFor();
    const before = await page.evaluate<number>('scrollY');
    gate.emit('go');
    await answers.getByText('Line 160').waitFor({ state: 'attached' });
    await answers.getByRole('button', { name: 'Ask again' }).waitFor({ state: 'attached' });
    const after = await page.evaluate<number>('scrollY');
    await page.getByRole('button', { name: 'Latest' }).click();

    expect(after).toBe(before);
    expect(await distance()).toBeLessThan(2);
  });

  test('has no horizontal scroll at 320 px, whatever an answer holds', async () => {
    const wide = `${'unbreakable'.repeat(30)}\n\n\`\`\`\n${'code '.repeat(60)}\n\`\`\`\n\n| ${'head | '.repeat(9)}\n| ${'--- | '.repeat(9)}\n| ${'cell | '.repeat(9)}`;
    const { page, ask, answers } = await open({ script: say(wide) }, 320);

    await ask('question'.repeat(40));
    await answers.getByRole('button', { name: 'Ask again' }).waitFor();

    expect(await overflowOf(page)).toBe(0);
  });
});

/** Says all at once. */
function say(text: string, outcome: Outcome = 'answered'): AnswerScript {
  return async function* ({ turnId }) {
    yield { type: 'passages', passages: PASSAGES };
    yield { type: 'delta', text };
    const sources = outcome === 'answered' ? toSources(text, PASSAGES) : [];
    yield { type: 'done', turnId, text, sources, outcome };
  };
}

function answerInTwoSteps(gate: EventEmitter): AnswerScript {
  return async function* ({ turnId }) {
    const opened = once(gate, 'go');
    yield { type: 'passages', passages: PASSAGES };
    yield { type: 'delta', text: 'She made **Shelf' };
    yield { type: 'delta', text: 'wise' };
    await opened;
    yield { type: 'delta', text: '** [1], a planner.' };
    const text = 'She made **Shelfwise** [1], a planner.';
    yield { type: 'done', turnId, text, sources: toSources(text, PASSAGES), outcome: 'answered' };
  };
}

function answerAtLength(gate: EventEmitter): AnswerScript {
  return async function* ({ turnId }) {
    const opened = once(gate, 'go');
    const lines = (from: number, to: number) =>
      Array.from({ length: to - from }, (_none, index) => `Line ${from + index + 1}\n\n`).join('');
    yield { type: 'delta', text: lines(0, 80) };
    await opened;
    yield { type: 'delta', text: lines(80, 160) };
    yield { type: 'done', turnId, text: lines(0, 160), sources: [], outcome: 'answered' };
  };
}

function hang(text: string, signals: AbortSignal[]): AnswerScript {
  return async function* ({ signal }) {
    signals.push(signal);
    yield { type: 'delta', text };
    await once(signal, 'abort');
  };
}
