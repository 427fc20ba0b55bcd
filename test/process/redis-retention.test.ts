import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { openRedis } from '../../src/engines/state/redis/connection.ts';
import type { RedisConnection } from '../../src/engines/state/redis/connection.ts';
import { askOverHttp } from '../fakes/ask-over-http.ts';
import { startProgram } from '../fakes/program.ts';
import type { Program } from '../fakes/program.ts';
import { hasRedis } from '../fakes/redis-finder.ts';
import { startRedis } from '../fakes/redis-server.ts';
import { FOUR_SECONDS, openServices, SERVED_PROFILE, shownOnDiscord } from '../fakes/services.ts';
import type { Services } from '../fakes/services.ts';
import { wordAt } from '../fakes/word-at.ts';

const HOUR_MS = 60 * 60_000;
/** What Redis keeps longest of a person: the ids of events, and the lists of what else is kept. */
const LONGEST_MS = 26 * HOUR_MS;
const QUESTION = 'Does Maya build warehouse robots as a staff engineer at Lumenfold Robotics, zebrafinch?';
const SLACK_USER = 'U0ZEBRAUSER';
const PATIENT = { timeout: 60_000, interval: 50 } as const;

describe.skipIf(!hasRedis)('a program on a real Redis', () => {
  test('keeps nothing of a person or an event in it without an end, while it answers and afterwards', async () => {
    await using services = await openServices();
    await using server = await startRedis();
    await using redis = openRedis({ url: server.url });
    await using program = await start(services, server.url);
    const asked = askEverywhere(services, program);
    await vi.waitUntil(() => shownOnDiscord(services).includes(wordAt(3)), PATIENT);

    const during = await readAll(redis);
    await asked;
    await vi.waitUntil(() => program.logged('answer.completed').length === 4, PATIENT);
    await program.end();
    const after = await readAll(redis);

    const about = [...services.discord.world.users.values()].filter(({ isBot }) => !isBot).map(({ id }) => id);
    const ofPeople = new RegExp(
      [...about, SLACK_USER, 'zebrafinch', ...services.discord.world.channels.keys()].join('|'),
    );
    const kinds = (kept: readonly Kept[]): readonly string[] => [...new Set(kept.map(({ kind }) => kind))].toSorted();
    expect(kinds(during)).toEqual(expect.arrayContaining(['claim', 'entry', 'lease']));
    expect(kinds(after)).toEqual(expect.arrayContaining(['answer', 'claim', 'talk', 'turn']));
    for (const kept of [during, after]) {
      const ofSomebody = kept.filter(({ key, dump }) => ofPeople.test(key) || ofPeople.test(dump));
      expect(ofSomebody.length).toBeGreaterThan(2);
      expect(ofSomebody.filter(({ leftMs }) => leftMs < 0 || leftMs > LONGEST_MS)).toEqual([]);
      // The day's tokens are one sum over everybody, and a process's own mark is about nobody.
      const ofTheTwin = (key: string): boolean => /:(sum|claim:mark):/.test(key);
      expect(kept.filter(({ key, leftMs }) => leftMs > LONGEST_MS && !ofTheTwin(key))).toEqual([]);
    }
  });
});

interface Kept {
  readonly key: string;
  readonly kind: string;
  /** Negative when it stays for good. */
  readonly leftMs: number;
  readonly dump: string;
}

async function start(services: Services, redisUrl: string): Promise<Program> {
  await services.write('digitaltwin.json', JSON.stringify(SERVED_PROFILE));
  services.groq.always(FOUR_SECONDS);
  const own = Object.fromEntries(Object.entries(services.env).filter(([name]) => !name.startsWith('UPSTASH_')));
  return startProgram({ env: { ...own, REDIS_URL: redisUrl }, folder: services.folder });
}

async function askEverywhere({ discord, slack }: Services, program: Program): Promise<void> {
  discord.slash({ user: discord.person(), command: 'asktwin', options: { question: `${QUESTION} 1` } });
  discord.mention({ user: discord.person(), text: `${QUESTION} 2` });
  await Promise.all([
    slack.mention({ user: SLACK_USER, text: `${QUESTION} 3` }),
    askOverHttp(program.url, `${QUESTION} 4`),
  ]);
}

async function readAll(redis: RedisConnection): Promise<readonly Kept[]> {
  const keys = z.array(z.string()).parse(await redis.send(['KEYS', '*']));
  return Promise.all(
    keys.map(async (key) => ({
      key,
      kind: key.split(':')[1] ?? '',
      leftMs: z.number().parse(await redis.send(['PTTL', key])),
      dump: await readValue(redis, key),
    })),
  );
}

/** As text, whatever it is: `DUMP` compresses what is long. */
async function readValue(redis: RedisConnection, key: string): Promise<string> {
  const reading: Readonly<Record<string, readonly (string | number)[]>> = {
    string: ['GET', key],
    hash: ['HGETALL', key],
    list: ['LRANGE', key, 0, -1],
    set: ['SMEMBERS', key],
    zset: ['ZRANGE', key, 0, -1],
  };
  const command = reading[z.string().parse(await redis.send(['TYPE', key]))];
  return command === undefined ? '' : JSON.stringify(await redis.send(command));
}
