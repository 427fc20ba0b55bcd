import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { runProgram, startProgram } from '../fakes/program.ts';
import type { Program } from '../fakes/program.ts';
import { HELD_END, HELD_SHOWS, holdAnswer, openServices, SERVED_PROFILE, shownOnDiscord } from '../fakes/services.ts';
import type { Services } from '../fakes/services.ts';
import { wordAt } from '../fakes/word-at.ts';

describe('the end of the program', () => {
  let services: Services;
  let program: Program | undefined;

  beforeEach(async () => {
    services = await openServices();
    await services.write('digitaltwin.json', JSON.stringify(SERVED_PROFILE));
  });

  afterEach(async () => {
    await program?.[Symbol.asyncDispose]();
    program = undefined;
    await services[Symbol.asyncDispose]();
  });

  test('SIGTERM in the middle of a stream lets the answer end, and the process with status 0', async () => {
    const { discord, groq } = services;
    program = await startProgram({ env: services.env, folder: services.folder });
    const answer = holdAnswer();
    groq.always(answer.script);
    discord.slash({ user: discord.person(), command: 'asktwin', options: { question: 'Where do you work?' } });
    await vi.waitUntil(() => shownOnDiscord(services).includes(HELD_SHOWS), { timeout: 90_000 });

    const ended = program.end('SIGTERM');
    await vi.waitUntil(() => program?.logged('process.stopping').length === 1, { timeout: 90_000 });
    answer.release();
    const status = await ended;

    expect(status).toBe(0);
    expect(shownOnDiscord(services)).toContain(HELD_END);
    expect(shownOnDiscord(services)).toContain('AI twin of');
  });

  test('an answer that outlasts the grace after SIGTERM is closed with a note within 20 seconds', async () => {
    const { discord, groq } = services;
    program = await startProgram({ env: services.env, folder: services.folder });
    groq.always({ deltas: Array.from({ length: 400 }, (_none, at) => `${wordAt(at)} `), delayMs: 100 });
    discord.slash({ user: discord.person(), command: 'asktwin', options: { question: 'Where do you work?' } });
    await vi.waitUntil(() => shownOnDiscord(services).includes(wordAt(3)), { timeout: 90_000 });

    const startedAt = Date.now();
    const status = await program.end('SIGTERM');

    expect(status).toBe(0);
    expect(Date.now() - startedAt).toBeLessThan(20_000);
    expect(shownOnDiscord(services)).toContain(wordAt(3));
    expect(shownOnDiscord(services)).toContain('I am being restarted');
  });

  test('a signal during the start ends it in good order', async () => {
    const { env, folder } = services;
    const [first, second] = await Promise.all([
      runProgram('main.js', [], { env, folder, endAfterMs: 50 }),
      runProgram('main.js', [], { env: { DATA_DIR: env['DATA_DIR'] ?? '' }, endAfterMs: 700 }),
    ]);

    expect([first.status, second.status]).toEqual([0, 0]);
  });

  test('a second process leaves the running answers of the first alone', async () => {
    const { discord, groq } = services;
    program = await startProgram({ env: services.env, folder: services.folder });
    const answer = holdAnswer();
    groq.always(answer.script);
    discord.slash({ user: discord.person(), command: 'asktwin', options: { question: 'Where do you work?' } });
    await vi.waitUntil(() => shownOnDiscord(services).includes(HELD_SHOWS), { timeout: 90_000 });

    const second = await startProgram({ env: { DATA_DIR: services.env['DATA_DIR'] ?? '' }, folder: services.folder });
    answer.release();
    await vi.waitUntil(() => shownOnDiscord(services).includes('AI twin of'), { timeout: 90_000 });
    await second.end();

    const frames = discord.transcript.standing().flatMap(({ frames: all }) => all.map(({ text }) => text));
    expect(frames.filter((text) => text.includes('interrupted'))).toEqual([]);
    expect(frames.at(-1)).toContain(HELD_END);
  });

  test('a message that was half written when the process was killed is ended by the next start', async () => {
    const { discord, slack, groq } = services;
    const killed = await startProgram({ env: services.env, folder: services.folder });
    groq.always({ deltas: ['Half ', 'an ', 'answer '], fault: { after: 3, kind: 'stall' }, delayMs: 10 });
    discord.slash({ user: discord.person(), command: 'asktwin', options: { question: 'Where do you work?' } });
    const mention = await slack.mention({ text: 'Where do you work?' });
    await vi.waitUntil(() => shownOnDiscord(services).includes('Half an'), { timeout: 90_000 });
    await vi.waitUntil(() => slack.shownIn(mention.channel, mention.ts).includes('Half an'), { timeout: 90_000 });
    await killed.end('SIGKILL');

    program = await startProgram({ env: services.env, folder: services.folder });
    await vi.waitUntil(() => shownOnDiscord(services).includes('interrupted by a restart'), { timeout: 90_000 });
    await vi.waitUntil(() => slack.shownIn(mention.channel, mention.ts).includes('interrupted by a restart'), {
      timeout: 90_000,
    });

    expect(shownOnDiscord(services)).toContain('Half an');
    expect(slack.botMessages(mention.channel, mention.ts).map(({ state }) => state)).not.toContain('streaming');
  });
});
