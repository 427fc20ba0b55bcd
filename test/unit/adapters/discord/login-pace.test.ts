import { expect, test } from 'vitest';
import { createLoginPace } from '../../../../src/adapters/discord/gateway/login-pace.ts';
import { createFakeClock } from '../../../fakes/clock.ts';
import { createRecordedLogger } from '../../../fakes/recorded-logger.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const NEVER = new AbortController().signal;

test('a Discord that ends every session at once is logged into five times in the next hour, and 52 times a day', async () => {
  const { pace, clock } = createPace();
  const loggedInAt: number[] = [];
  const storm = new AbortController();
  const startedAt = clock.now();
  const ended = stormOf(pace, storm.signal, () => loggedInAt.push(clock.now() - startedAt));

  await clock.advance(24 * HOUR_MS);
  storm.abort();
  await ended;

  const [first, ...others] = loggedInAt;
  expect(first).toBe(0);
  expect(others.filter((at) => at < HOUR_MS)).toHaveLength(5);
  expect(loggedInAt.length).toBe(52);
});

test('a session that lived for half an hour is renewed at once, as often as that happens', async () => {
  const { pace, clock } = createPace();
  const startedAt = clock.now();

  for (let at = 0; at < 10; at += 1) {
    await pace.next(0, { signal: NEVER });
    await clock.advance(30 * MINUTE_MS);
  }

  expect(clock.now() - startedAt).toBe(10 * 30 * MINUTE_MS);
});

test('shards do not wait for each other', async () => {
  const { pace, clock } = createPace();

  for (let shard = 0; shard < 100; shard += 1) await pace.next(shard, { signal: NEVER });

  expect(clock.sleeperCount).toBe(0);
});

test('a wait that was given up goes on where it was, and is told', async () => {
  const { pace, clock, logger } = createPace();
  await pace.next(0, { signal: NEVER });
  await pace.next(0, { signal: NEVER });
  const line = new AbortController();
  const given = pace.next(0, { signal: line.signal }).catch((error: unknown) => error);
  await clock.advance(40_000);
  line.abort('the line broke');

  const next = pace.next(0, { signal: NEVER });
  await clock.advance(20_000);
  await next;

  expect(await given).toBe('the line broke');
  expect(logger.of('discord.login_delayed').map(({ fields }) => fields['waitMs'])).toEqual([60_000, 20_000]);
});

function createPace() {
  const clock = createFakeClock();
  const logger = createRecordedLogger();
  return { clock, logger, pace: createLoginPace({ clock, logger }) };
}

async function stormOf(
  pace: ReturnType<typeof createLoginPace>,
  signal: AbortSignal,
  onLogin: () => void,
): Promise<void> {
  while (!signal.aborted) {
    await pace.next(0, { signal }).then(onLogin, () => undefined);
  }
}
