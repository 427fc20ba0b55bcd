import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { askOverHttp } from '../fakes/ask-over-http.ts';
import { answerOf } from '../fakes/groq/completion-script.ts';
import { runProgram, startProgram } from '../fakes/program.ts';
import type { Program } from '../fakes/program.ts';
import { hasRedis } from '../fakes/redis-finder.ts';
import { startRedis } from '../fakes/redis-server.ts';
import type { RedisServer } from '../fakes/redis-server.ts';
import { HELD_SHOWS, holdAnswer, openServices, SERVED_PROFILE } from '../fakes/services.ts';
import type { Services } from '../fakes/services.ts';

const SIGNED = 'AI twin of';
const TIMEOUT_MS = 90_000;
const QUESTION = 'Where do you work?';

describe.skipIf(!hasRedis)('two processes with one Redis', () => {
  let services: Services;
  let redis: RedisServer;
  let programs: Program[] = [];

  const env = (): Readonly<Record<string, string>> => {
    const { UPSTASH_VECTOR_REST_URL: _url, UPSTASH_VECTOR_REST_TOKEN: _token, ...rest } = services.env;
    return { ...rest, UPSTASH_VECTOR_REST_READONLY_TOKEN: '', RATE_LIMIT: '5/300s', REDIS_URL: redis.url };
  };
  const start = async (): Promise<Program> => {
    // On one machine, as whoever starts them twice in the same folder has them.
    const program = await startProgram({ env: env(), folder: services.folder });
    programs.push(program);
    return program;
  };

  beforeEach(async () => {
    [services, redis] = await Promise.all([openServices(), startRedis()]);
    await services.write('digitaltwin.json', JSON.stringify(SERVED_PROFILE));
    services.groq.always(answerOf('At Lumenfold Robotics [1].'));
    await Promise.all([start(), start()]);
    await vi.waitUntil(() => services.slack.sockets.openCount === 2 && services.discord.gateway.connectionCount === 2, {
      timeout: TIMEOUT_MS,
    });
  });

  afterEach(async () => {
    for (const program of programs.splice(0)) await program[Symbol.asyncDispose]();
    await redis[Symbol.asyncDispose]();
    await services[Symbol.asyncDispose]();
  });

  test('whatever reaches both is answered once', async () => {
    const { discord, slack } = services;
    for (const name of ['Ada', 'Ben', 'Cleo']) {
      discord.mention({ user: discord.person(name), text: QUESTION });
      discord.slash({ user: discord.person(), command: 'asktwin', options: { question: QUESTION } });
    }
    const mentions = await Promise.all(people(4).map((user) => slack.mention({ user, text: QUESTION })));
    await Promise.all(mentions.map(({ eventId }) => slack.redeliver(eventId)));

    await vi.waitUntil(() => countSigned(services) === 10, { timeout: TIMEOUT_MS });
    await sleep(500);

    expect(countSigned(services)).toBe(10);
    expect(countLogged(programs, 'answer.completed')).toBe(10);
    expect(programs.every((program) => program.logged('answer.completed').length > 0)).toBe(true);
  });

  test('a person gets as many answers as the limit allows, over both', async () => {
    const { slack } = services;
    await Promise.all(Array.from({ length: 12 }, () => slack.dm({ text: QUESTION })));

    await vi.waitUntil(
      () => countLogged(programs, 'answer.completed') + countLogged(programs, 'answer.refused') === 12,
      {
        timeout: TIMEOUT_MS,
      },
    );

    expect(programs.map((program) => program.logged('answer.refused').length > 0)).toEqual([true, true]);
    expect(countLogged(programs, 'answer.completed')).toBe(5);
  });

  test('what one ingests is known to the other at its next question', async () => {
    const ask = 'Which boat do you have?';
    const before = await Promise.all(programs.map(({ url }) => askOverHttp(url, ask)));
    await services.write('boat.md', '# Boat\n\nThe boat that Maya has is called Heron.');
    services.groq.always(answerOf('A boat that is called Heron [1].'));
    const { status } = await runProgram('cli.js', ['ingest'], { env: env() });

    const after = await Promise.all(programs.map(({ url }) => askOverHttp(url, ask)));

    expect(status).toBe(0);
    expect(before.map(({ done }) => done.outcome)).toEqual(['unknown', 'unknown']);
    expect(after.map(({ done }) => done.text.includes('Heron'))).toEqual([true, true]);
    expect(after.map(({ done }) => done.sources[0]?.title)).toEqual(['Boat', 'Boat']);
  });

  test('when one is killed, nobody who asked it waits for ever, and the other answers', async () => {
    const { slack, groq } = services;
    const answer = holdAnswer();
    groq.always(answer.script);
    const mentions = await Promise.all(people(4).map((user) => slack.mention({ user, text: QUESTION })));
    const shown = (): readonly string[] => mentions.map(({ channel, ts }) => slack.shownIn(channel, ts));
    await vi.waitUntil(() => shown().every((text) => text.includes(HELD_SHOWS)), { timeout: TIMEOUT_MS });

    await programs[0]?.end('SIGKILL');
    answer.release();
    await vi.waitUntil(() => shown().every((text) => text.includes(SIGNED) || /interrupted|ask again/i.test(text)), {
      timeout: TIMEOUT_MS,
    });
    groq.always(answerOf('At Lumenfold Robotics [1].'));
    const next = await slack.mention({ user: 'U0NEXT', text: QUESTION });
    await vi.waitUntil(() => slack.shownIn(next.channel, next.ts).includes(SIGNED), { timeout: TIMEOUT_MS });

    expect(shown().filter((text) => text.includes(SIGNED))).toHaveLength(2);
  });

  test('a Redis that is killed in a flood and comes back costs no question, and doubles none', async () => {
    const { slack } = services;
    const asked = people(12).map(async (user, at) => {
      await sleep(at * 150);
      if (at === 4) await redis.signal('SIGKILL');
      if (at === 9) await redis.start();
      const mention = await slack.mention({ user, text: QUESTION });
      await slack.redeliver(mention.eventId);
      return mention;
    });
    const mentions = await Promise.all(asked);
    const isAnswered = (): boolean => mentions.every(({ channel, ts }) => slack.shownIn(channel, ts).includes(SIGNED));
    await vi.waitUntil(isAnswered, { timeout: TIMEOUT_MS });
    await vi.waitUntil(() => countLogged(programs, 'redis.returned') === 2, { timeout: TIMEOUT_MS });
    // By then each process has looked once more whether Redis knows it.
    await sleep(2500);

    const answers = mentions.map(({ channel, ts }) => slack.shownIn(channel, ts).split(SIGNED).length - 1);
    expect(countLogged(programs, 'redis.lost')).toBe(2);
    expect(countLogged(programs, 'answer.completed')).toBe(12);
    expect(answers).toEqual(mentions.map(() => 1));
  });

  test('while Redis is away, what reaches both is answered once all the same', async () => {
    const { discord } = services;
    await redis.signal('SIGKILL');
    await vi.waitUntil(() => countLogged(programs, 'redis.lost') === 2, { timeout: TIMEOUT_MS });
    const asked = ['Ada', 'Ben', 'Cleo', 'Dan', 'Eva', 'Flo'];
    for (const name of asked.slice(0, 3)) discord.mention({ user: discord.person(name), text: QUESTION });
    for (const name of asked.slice(3)) {
      discord.slash({ user: discord.person(name), command: 'asktwin', options: { question: QUESTION } });
    }

    await vi.waitUntil(() => countSigned(services) === asked.length, { timeout: TIMEOUT_MS });
    await sleep(500);

    expect(countSigned(services)).toBe(asked.length);
    expect(countLogged(programs, 'answer.completed')).toBe(asked.length);
  });

  test('a process can be replaced while people ask: nothing is lost and nothing doubled', async () => {
    const { slack } = services;
    const replace = async (): Promise<number | null | undefined> => {
      await start();
      return programs[0]?.end('SIGTERM');
    };
    const replaced = replace();
    const mentions = await Promise.all(
      people(14).map(async (user, at) => {
        await sleep(at * 400);
        return slack.mention({ user, text: QUESTION });
      }),
    );
    const status = await replaced;
    const shown = (): readonly string[] => mentions.map(({ channel, ts }) => slack.shownIn(channel, ts));
    await vi.waitUntil(() => shown().every((text) => text.includes(SIGNED)), { timeout: TIMEOUT_MS });

    expect(status).toBe(0);
    expect(shown().map((text) => text.split(SIGNED).length - 1)).toEqual(mentions.map(() => 1));
  });
});

function people(count: number): readonly string[] {
  return Array.from({ length: count }, (_none, at) => `U0P${at}`);
}

function countLogged(programs: readonly Program[], event: string): number {
  return programs.reduce((count, program) => count + program.logged(event).length, 0);
}

/** How many whole answers people see. */
function countSigned({ discord, slack }: Services): number {
  const onDiscord = discord.transcript.standing().filter(({ text }) => text.includes(SIGNED)).length;
  return onDiscord + slack.botMessages('C0GENERAL').filter(({ frames }) => frames.at(-1)?.text.includes(SIGNED)).length;
}
