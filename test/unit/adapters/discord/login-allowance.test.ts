import { expect, test } from 'vitest';
import { createLoginAllowance } from '../../../../src/adapters/discord/gateway/login-allowance.ts';
import { UpstreamError } from '../../../../src/core/errors.ts';
import { createFakeClock } from '../../../fakes/clock.ts';
import { createRecordedLogger } from '../../../fakes/recorded-logger.ts';

const DAY_MS = 86_400_000;
const SIGNAL = { signal: new AbortController().signal };

test('the last five logins of a day are left to other processes with the same token', async () => {
  const { allowance, clock, discord } = createAllowance({ remaining: 8 });
  await allowance.gateway(SIGNAL);
  for (let count = 0; count < 3; count += 1) await allowance.take(SIGNAL);
  const next = allowance.take(SIGNAL);
  discord.remaining = 1000;

  await clock.advance(DAY_MS - 1);
  const sleeperCount = clock.sleeperCount;
  await clock.advance(1);
  await next;

  expect(sleeperCount).toBe(1);
});

test('none is spared where only a few are granted', async () => {
  const { allowance } = createAllowance({ remaining: 1, total: 10 });

  const { shards } = await allowance.gateway(SIGNAL);

  expect(shards).toBe(1);
});

test('a start with fewer logins left than shards says when there are more', async () => {
  const { allowance } = createAllowance({ remaining: 10, shards: 6 });

  const error = await allowance.gateway(SIGNAL).catch((reason: unknown) => reason);

  expect(error).toBeInstanceOf(UpstreamError);
  expect(error).toMatchObject({ kind: 'rate_limited', retryAfterMs: DAY_MS });
});

test('Discord is asked once a minute how many are left, however many shards log in', async () => {
  const { allowance, clock, discord } = createAllowance({ remaining: 1000 });
  await allowance.gateway(SIGNAL);
  for (let count = 0; count < 100; count += 1) await allowance.take(SIGNAL);
  const inFirstMinute = discord.askCount;

  await clock.advance(60_000);
  await allowance.take(SIGNAL);

  expect([inFirstMinute, discord.askCount]).toEqual([1, 2]);
});

/** An allowance next to a Discord that has so many logins left until tomorrow. */
function createAllowance({
  remaining,
  total = 1000,
  shards = 1,
}: {
  readonly remaining: number;
  readonly total?: number;
  readonly shards?: number;
}) {
  const clock = createFakeClock();
  const resetsAt = clock.now() + DAY_MS;
  const discord = { remaining, askCount: 0 };
  const ask = async () => {
    discord.askCount += 1;
    const limit = {
      total,
      remaining: discord.remaining,
      reset_after: resetsAt - clock.now(),
      max_concurrency: 1,
    };
    return { url: 'wss://gateway.invalid', shards, session_start_limit: limit };
  };
  const options = { clock, logger: createRecordedLogger(), ask, onSpent: () => undefined };
  return { clock, discord, allowance: createLoginAllowance(options) };
}
