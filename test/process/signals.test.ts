import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startProgram } from '../fakes/program.ts';
import type { Program } from '../fakes/program.ts';
import { FOUR_SECONDS, openServices, SERVED_PROFILE, shownOnDiscord } from '../fakes/services.ts';
import type { Services } from '../fakes/services.ts';
import { wordAt } from '../fakes/word-at.ts';

const QUESTION = 'Where do you work?';
const RESTARTING = 'I am being restarted';
const NOTE = 'interrupted by a restart';
/** From a signal on, nothing that comes later than this is begun. */
const INTAKE_ENDS_WITHIN_MS = 100;
const patient = { timeout: 40_000 };

describe('signals at awkward moments', () => {
  let services: Services;
  let programs: Program[] = [];

  beforeEach(async () => {
    services = await openServices();
    await services.write('digitaltwin.json', JSON.stringify(SERVED_PROFILE));
  });

  afterEach(async () => {
    for (const program of programs.splice(0)) await program[Symbol.asyncDispose]();
    await services[Symbol.asyncDispose]();
  });

  const start = async (until?: string): Promise<Program> => {
    const { env, folder } = services;
    const program = await startProgram({ env, folder, ...(until === undefined ? {} : { until }) });
    programs.push(program);
    return program;
  };
  const askOnDiscord = (): void => {
    const { discord } = services;
    discord.slash({ user: discord.person(), command: 'asktwin', options: { question: QUESTION } });
  };
  const startHalfAnswer = async (): Promise<Program> => {
    const program = await start();
    services.groq.always({ deltas: ['Half ', 'an ', 'answer '], fault: { after: 3, kind: 'stall' }, delayMs: 10 });
    askOnDiscord();
    await vi.waitUntil(() => shownOnDiscord(services).includes('Half an'), patient);
    return program;
  };

  test('what comes 100 ms after SIGTERM is told to come again, on every face, while a running answer ends', async () => {
    const { discord, slack, groq } = services;
    const program = await start();
    groq.always(FOUR_SECONDS);
    askOnDiscord();
    await vi.waitUntil(() => shownOnDiscord(services).includes(wordAt(3)), patient);

    const ended = program.end('SIGTERM');
    await sleep(INTAKE_ENDS_WITHIN_MS);
    const askedAt = Date.now();
    const channel = discord.channel();
    discord.mention({ user: discord.person(), channel, text: QUESTION });
    const [mention, response] = await Promise.all([
      slack.mention({ text: QUESTION }),
      fetch(`${program.url}/api/ask`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ question: QUESTION }),
      }),
    ]);
    const status = await ended;

    const whispered = slack.workspace.privateMessages.map(({ frames }) => frames.at(-1)?.text ?? '');
    const late = discord.transcript.standing({ channelId: channel.id }).map(({ text }) => text);
    expect(response.status).toBe(503);
    expect([...whispered, slack.shownIn(mention.channel, mention.ts)].join('\n')).toContain(RESTARTING);
    expect(late.join('\n')).toContain(RESTARTING);
    expect(groq.completions.filter(({ at }) => at >= askedAt)).toEqual([]);
    expect(shownOnDiscord(services)).toContain(`${wordAt(38)} [1].`);
    expect(status).toBe(0);
  });

  test('what comes 100 ms after SIGTERM during the start is not begun, though the start takes its time', async () => {
    const { discord, slack, groq } = services;
    discord.faults.next('commands.read', { type: 'delay', ms: 2500 });
    discord.faults.next('me', { type: 'delay', ms: 2500 });
    const program = await start('web.listening');
    await vi.waitUntil(() => slack.sockets.openCount === 1, patient);

    const ended = program.end('SIGTERM');
    await sleep(INTAKE_ENDS_WITHIN_MS);
    const mention = await slack.mention({ text: QUESTION });
    const status = await ended;

    const whispered = slack.workspace.privateMessages.map(({ frames }) => frames.at(-1)?.text ?? '');
    const shown = slack.shownIn(mention.channel, mention.ts);
    expect(program.logged('process.started')).toEqual([]);
    expect(groq.completions).toEqual([]);
    expect([...whispered, shown].join('\n')).toContain(RESTARTING);
    expect(status).toBe(0);
  });

  test('a second SIGTERM ends it at once, and the next start ends what was half written', async () => {
    const program = await startHalfAnswer();
    const first = program.end('SIGTERM');
    await vi.waitUntil(() => program.logged('process.stopping').length > 0, patient);

    const againAt = performance.now();
    const status = await program.end('SIGTERM');
    const tookMs = performance.now() - againAt;
    await first;
    await start();
    await vi.waitUntil(() => shownOnDiscord(services).includes(NOTE), patient);

    expect(status).toBe(1);
    expect(tookMs).toBeLessThan(1000);
    expect(shownOnDiscord(services)).toContain('Half an');
  });

  test.each([
    { delayMs: 500, name: 'in time' },
    { delayMs: 2500, name: 'late' },
  ])(
    'SIGTERM while an interrupted message is being ended leaves it ended once: Discord answers $name',
    async ({ delayMs }) => {
      const { discord } = services;
      const killed = await startHalfAnswer();
      await killed.end('SIGKILL');
      discord.faults.nextWith(NOTE, 'webhook.edit', { type: 'delay', ms: delayMs });
      const program = await start();

      const signalledAt = performance.now();
      const status = await program.end('SIGTERM');
      const tookMs = performance.now() - signalledAt;
      const last = await start();
      await vi.waitUntil(() => shownOnDiscord(services).includes(NOTE), patient);
      await sleep(delayMs);
      await last.end('SIGTERM');

      expect(status).toBe(0);
      expect(tookMs).toBeLessThan(20_000);
      expect(shownOnDiscord(services).split(NOTE)).toHaveLength(2);
      expect(shownOnDiscord(services)).toContain('Half an');
    },
  );
});
