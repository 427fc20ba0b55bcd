import { expect, test, vi } from 'vitest';
import { createBench, PATIENT } from '../fakes/discord/discord-bench.ts';
import { systemClock } from '../../src/support/clock.ts';
import type { Clock } from '../../src/core/ports.ts';

/** Until then the machine's clock is as good as any. */
const LONG_MS = 30_000;

test('a Gateway that ends each login is left alone after the second', async () => {
  const waits: number[] = [];
  await using bench = await createBench({ isStarted: false, core: { clock: createLoggedClock(waits) } });
  const { gateway } = bench.fake;
  gateway.refuseWith(4000);

  await bench.adapter.start();
  await vi.waitUntil(() => waits.length > 0, PATIENT);

  expect(gateway.identifyCount).toBe(2);
  expect(waits[0]).toBeGreaterThan(LONG_MS);
  expect(bench.twin.logger.of('discord.login_delayed')).toMatchObject([{ level: 'warn', fields: { failedCount: 2 } }]);
  expect(bench.adapter.state().isReady).toBe(false);
});

/** The machine's clock, but long waits have no end, and are noted. */
function createLoggedClock(waits: number[]): Clock {
  return {
    now: systemClock.now,
    sleep(ms, signal) {
      if (ms <= LONG_MS) return systemClock.sleep(ms, signal);
      waits.push(ms);
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    },
  };
}
