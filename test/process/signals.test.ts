import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startProgram } from '../fakes/program.ts';
import type { Program } from '../fakes/program.ts';
import { createSignal } from '../../src/support/signal.ts';
import { HELD_END, HELD_SHOWS, holdAnswer, openServices, SERVED_PROFILE, shownOnDiscord } from '../fakes/services.ts';
import type { Services } from '../fakes/services.ts';

const QUESTION = 'Where do you work?';
const RESTARTING = 'I am being restarted';
const NOTE = 'interrupted by a restart';
/** From a signal on, nothing that comes later than this is begun. */
const INTAKE_ENDS_WITHIN_MS = 100;
/** How long a running answer is waited for after the first one. */
const GRACE_MS = 15_000;
const patient = { timeout: 90_000 };

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
    const answer = holdAnswer();
    groq.always(answer.script);
    askOnDiscord();
    await vi.waitUntil(() => shownOnDiscord(services).includes(HELD_SHOWS), patient);

    const ended = program.end('SIGTERM');
    await sleep(INTAKE_ENDS_WITHIN_MS);
    const askedBefore = groq.completions.length;
    const channel = discord.channel();
    discord.mention({ user: discord.person(), channel, text: QUESTION });
    const [mention, response] = await Promise.all([slack.mention({ text: QUESTION }), post(program)]);
    const told = (): readonly string[] => [
      whispered(slack) + slack.shownIn(mention.channel, mention.ts),
      discord.transcript.standing({ channelId: channel.id }).at(-1)?.text ?? '',
    ];
    await vi.waitUntil(() => told().every((text) => text.includes(RESTARTING)), patient);
    answer.release();
    const status = await ended;

    expect(response.status).toBe(503);
    expect(groq.completions).toHaveLength(askedBefore);
    expect(shownOnDiscord(services)).toContain(HELD_END);
    expect(status).toBe(0);
  });

  test('what comes 100 ms after SIGTERM during the start is not begun, though the start does not let go', async () => {
    const { discord, slack, groq } = services;
    const gate = createSignal();
    const held = { type: 'hold', until: gate.promise, onReached: () => undefined } as const;
    discord.faults.next('commands.read', held);
    discord.faults.next('me', held);
    const program = await start('web.listening');
    await vi.waitUntil(() => slack.sockets.openCount === 1, patient);

    const ended = program.end('SIGTERM');
    await sleep(INTAKE_ENDS_WITHIN_MS);
    const mention = await slack.mention({ text: QUESTION });
    const status = await ended;
    gate.resolve();

    expect(program.logged('process.started')).toEqual([]);
    expect(groq.completions).toEqual([]);
    expect(whispered(slack) + slack.shownIn(mention.channel, mention.ts)).toContain(RESTARTING);
    expect(status).toBe(0);
  });

  test('a second SIGTERM ends it without waiting for an answer, and the next start ends what was half written', async () => {
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
    expect(tookMs).toBeLessThan(GRACE_MS / 3);
    expect(program.logged('process.stopped')).toEqual([]);
    expect(shownOnDiscord(services)).toContain('Half an');
  });

  test.each(['takes it in time', 'takes it when the process is gone'])(
    'SIGTERM while an interrupted message is being ended leaves it ended once: Discord %s',
    async (when) => {
      const { discord } = services;
      const killed = await startHalfAnswer();
      await killed.end('SIGKILL');
      const [reached, gate] = [createSignal(), createSignal()];
      discord.faults.nextWith(NOTE, 'webhook.edit', { type: 'hold', until: gate.promise, onReached: reached.resolve });
      const program = await start();
      await reached.promise;

      const ended = program.end('SIGTERM');
      if (when === 'takes it in time') gate.resolve();
      const status = await ended;
      gate.resolve();
      const last = await start();
      await vi.waitUntil(() => shownOnDiscord(services).includes(NOTE), patient);
      await last.end('SIGTERM');

      expect(status).toBe(0);
      expect(program.logged('process.stopped')).toHaveLength(1);
      expect(shownOnDiscord(services).split(NOTE)).toHaveLength(2);
      expect(shownOnDiscord(services)).toContain('Half an');
    },
  );
});

function post({ url }: Program): Promise<Response> {
  return fetch(`${url}/api/ask`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ question: QUESTION }),
  });
}

/** What people in Slack were told alone. */
function whispered({ workspace }: Services['slack']): string {
  return workspace.privateMessages.map(({ frames }) => frames.at(-1)?.text ?? '').join('\n');
}
