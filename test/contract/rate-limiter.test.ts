import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RateLimiter } from '../../src/core/ports.ts';
import { createMemoryLimiter } from '../../src/engines/limits/memory.ts';
import { createRedisLimiter } from '../../src/engines/limits/redis.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { hasRedis } from '../fakes/redis-finder.ts';
import { connect, startRedis } from '../fakes/redis-server.ts';
import { atTimeOf } from '../fakes/timed-scripts.ts';

/** An engine's limiters, and the time that they go by. */
interface LimiterGround {
  create(options: { readonly maxCount: number; readonly windowMs: number }): RateLimiter;
  elapse(ms: number): Promise<void>;
  dispose(): Promise<void>;
}

rateLimiterContract('memory', async () => {
  // The library goes by the global clock and cannot be given another.
  vi.useFakeTimers();
  return {
    create: createMemoryLimiter,
    elapse: async (ms) => void (await vi.advanceTimersByTimeAsync(ms)),
    dispose: async () => void vi.useRealTimers(),
  };
});

if (hasRedis) {
  rateLimiterContract('redis', async () => {
    const server = await startRedis();
    const redis = await connect(server, 'limits');
    const clock = createFakeClock();
    return {
      create: (options) => createRedisLimiter({ ...options, name: 'user', scripts: atTimeOf(clock, redis) }),
      elapse: (ms) => clock.advance(ms),
      async dispose() {
        await redis[Symbol.asyncDispose]();
        await server[Symbol.asyncDispose]();
      },
    };
  });
}

function rateLimiterContract(name: string, open: () => Promise<LimiterGround>): void {
  describe(`${name} rate limiter`, () => {
    let ground: LimiterGround;
    let limiter: RateLimiter;

    beforeEach(async () => {
      ground = await open();
      limiter = ground.create({ maxCount: 2, windowMs: 1500 });
    });

    afterEach(() => ground.dispose());

    test('says how much it allows', () => {
      expect(limiter).toMatchObject({ maxCount: 2, windowMs: 1500 });
    });

    test('allows as many as it says, then refuses until the window ends', async () => {
      const first = await limiter.consume('maya');
      await ground.elapse(500);
      const second = await limiter.consume('maya');
      const third = await limiter.consume('maya');

      expect(first).toEqual({ isAllowed: true, remaining: 1, resetAfterMs: 1500 });
      expect(second).toEqual({ isAllowed: true, remaining: 0, resetAfterMs: 1000 });
      expect(third).toEqual({ isAllowed: false, remaining: 0, resetAfterMs: 1000 });
    });

    test('starts anew when the window has passed, however often it was tried meanwhile', async () => {
      for (let count = 0; count < 9; count += 1) await limiter.consume('maya');
      await ground.elapse(1500);

      expect(await limiter.consume('maya')).toEqual({ isAllowed: true, remaining: 1, resetAfterMs: 1500 });
    });

    test('lets exactly as many through when all ask at once', async () => {
      const states = await Promise.all(Array.from({ length: 10 }, () => limiter.consume('maya')));

      expect(states.filter(({ isAllowed }) => isAllowed)).toHaveLength(2);
    });

    test('counts every key by itself', async () => {
      await limiter.consume('maya');
      await limiter.consume('maya');

      expect(await limiter.consume('omar')).toMatchObject({ isAllowed: true, remaining: 1 });
    });

    test('what is given back can be consumed again', async () => {
      await limiter.consume('maya');
      await limiter.consume('maya');
      await limiter.giveBack('maya');

      expect(await limiter.consume('maya')).toMatchObject({ isAllowed: true, remaining: 0 });
      expect(await limiter.consume('maya')).toMatchObject({ isAllowed: false });
    });

    test('one given back after refusals is one more, not many', async () => {
      for (let count = 0; count < 5; count += 1) await limiter.consume('maya');
      await limiter.giveBack('maya');

      expect(await limiter.peek('maya')).toMatchObject({ isAllowed: true, remaining: 1 });
    });

    test('giving back what was never taken earns nothing', async () => {
      await limiter.giveBack('maya');
      await limiter.consume('maya');
      await limiter.giveBack('maya');
      await limiter.giveBack('maya');

      expect(await limiter.peek('maya')).toMatchObject({ remaining: 2 });
    });

    test('giving back after the window has passed earns nothing in the next one', async () => {
      await limiter.consume('maya');
      await ground.elapse(1500);
      await limiter.giveBack('maya');

      expect(await limiter.consume('maya')).toMatchObject({ remaining: 1 });
    });

    test('a look takes nothing', async () => {
      const before = await limiter.peek('maya');
      await limiter.consume('maya');
      await ground.elapse(500);

      expect(before).toEqual({ isAllowed: true, remaining: 2, resetAfterMs: 0 });
      expect(await limiter.peek('maya')).toEqual({ isAllowed: true, remaining: 1, resetAfterMs: 1000 });
      expect(await limiter.peek('maya')).toEqual({ isAllowed: true, remaining: 1, resetAfterMs: 1000 });
    });

    test('a look at a used up limit says when to come back', async () => {
      await limiter.consume('maya');
      await limiter.consume('maya');

      expect(await limiter.peek('maya')).toEqual({ isAllowed: false, remaining: 0, resetAfterMs: 1500 });
    });
  });
}
