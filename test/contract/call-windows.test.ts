import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CallLimit, CallWindows } from '../../src/core/call-windows.ts';
import { createMemoryCallWindows } from '../../src/engines/limits/memory-call-windows.ts';
import { createRedisCallWindows } from '../../src/engines/limits/redis-call-windows.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { hasRedis } from '../fakes/redis-finder.ts';
import { connect, startRedis } from '../fakes/redis-server.ts';
import { atTimeOf } from '../fakes/timed-scripts.ts';

/** An engine's windows, and the time that they go by. */
interface WindowsGround {
  readonly windows: CallWindows;
  /** Lets the store's time pass. */
  elapse(ms: number): Promise<void>;
  dispose(): Promise<void>;
}

const SLIDING: CallLimit = { maxCount: 3, windowMs: 1000, kind: 'sliding' };
const FIXED: CallLimit = { ...SLIDING, kind: 'fixed' };

callWindowsContract('memory', async () => {
  const clock = createFakeClock();
  return {
    windows: createMemoryCallWindows({ clock }),
    elapse: (ms) => clock.advance(ms),
    dispose: async () => undefined,
  };
});

if (hasRedis) {
  callWindowsContract('redis', async () => {
    const server = await startRedis();
    const redis = await connect(server, 'calls');
    const clock = createFakeClock();
    return {
      windows: createRedisCallWindows({ scripts: atTimeOf(clock, redis) }),
      elapse: (ms) => clock.advance(ms),
      async dispose() {
        await redis[Symbol.asyncDispose]();
        await server[Symbol.asyncDispose]();
      },
    };
  });
}

function callWindowsContract(name: string, open: () => Promise<WindowsGround>): void {
  describe(`${name} call windows`, () => {
    let ground: WindowsGround;
    let windows: CallWindows;

    beforeEach(async () => {
      ground = await open();
      ({ windows } = ground);
    });

    afterEach(() => ground.dispose());

    /** Takes a call that is made at once; gives whether there was one. */
    async function call(limit: CallLimit, key = 'edits'): Promise<boolean> {
      const { ticket } = await windows.take(key, limit);
      if (ticket !== undefined) await windows.settle(key, ticket);
      return ticket !== undefined;
    }

    test.each([SLIDING, FIXED])('a $kind window grants as many as it has, then says when more come', async (limit) => {
      const before = await windows.peek('edits', limit);
      for (let count = 0; count < 3; count += 1) expect(await call(limit)).toBe(true);
      await ground.elapse(400);

      expect(before).toEqual({ maxCount: 3, windowMs: 1000, remaining: 3, moreAfterMs: 0 });
      expect(await windows.take('edits', limit)).toEqual({ ...before, remaining: 0, moreAfterMs: 600 });
    });

    test('no stretch of a sliding window has more calls than it allows', async () => {
      await call(SLIDING);
      await ground.elapse(900);
      await call(SLIDING);
      await call(SLIDING);
      await ground.elapse(200);

      expect([await call(SLIDING), await call(SLIDING)]).toEqual([true, false]);
      await ground.elapse(850);
      expect([await call(SLIDING), await call(SLIDING), await call(SLIDING)]).toEqual([true, true, false]);
    });

    test('the end of a fixed window frees every call at once, and the next begins with its first call', async () => {
      for (let count = 0; count < 3; count += 1) await call(FIXED);
      await ground.elapse(1500);

      expect(await call(FIXED)).toBe(true);
      await ground.elapse(600);
      expect([await call(FIXED), await call(FIXED), await call(FIXED)]).toEqual([true, true, false]);
      await ground.elapse(400);
      expect(await windows.peek('edits', FIXED)).toMatchObject({ remaining: 3 });
    });

    test.each([SLIDING, FIXED])('a call on its way counts as made now in a $kind window', async (limit) => {
      const { ticket = '' } = await windows.take('edits', limit);
      await ground.elapse(5000);
      const whileOpen = await windows.peek('edits', limit);
      await windows.settle('edits', ticket);
      await ground.elapse(999);

      expect(whileOpen.remaining).toBe(2);
      expect(await windows.peek('edits', limit)).toMatchObject({ remaining: 2, moreAfterMs: 1 });
      await ground.elapse(1);
      expect(await windows.peek('edits', limit)).toMatchObject({ remaining: 3 });
    });

    test('with nothing but calls on their way more may come at any moment', async () => {
      for (let count = 0; count < 3; count += 1) await windows.take('edits', SLIDING);

      const { remaining, moreAfterMs } = await windows.peek('edits', SLIDING);

      expect(remaining).toBe(0);
      expect(moreAfterMs).toBeGreaterThan(0);
      expect(moreAfterMs).toBeLessThanOrEqual(1000);
    });

    test('a call that was never made is free again, once', async () => {
      const { ticket = '' } = await windows.take('edits', SLIDING);
      await windows.giveBack('edits', ticket);
      await windows.giveBack('edits', ticket);
      await windows.settle('edits', ticket);

      expect(await windows.peek('edits', SLIDING)).toMatchObject({ remaining: 3 });
    });

    test('a ticket is settled once', async () => {
      const { ticket = '' } = await windows.take('edits', FIXED);
      await windows.settle('edits', ticket);
      await windows.settle('edits', ticket);
      await windows.settle('edits', 'unheard-of');

      expect(await windows.peek('edits', FIXED)).toMatchObject({ remaining: 2 });
    });

    test('a ticket that nobody settles is forgotten after its time', async () => {
      await windows.take('edits', SLIDING, { holdMs: 5000 });
      await ground.elapse(4999);
      const before = await windows.peek('edits', SLIDING);
      await ground.elapse(1);

      expect(before.remaining).toBe(2);
      expect(await windows.peek('edits', SLIDING)).toMatchObject({ remaining: 3 });
    });

    test('what is to be kept for others is not granted', async () => {
      const first = await windows.take('edits', SLIDING, { keep: 2 });
      const second = await windows.take('edits', SLIDING, { keep: 2 });

      expect(first).toMatchObject({ remaining: 2, ticket: expect.any(String) });
      expect(second).not.toHaveProperty('ticket');
      expect(await call(SLIDING)).toBe(true);
    });

    test('lets exactly as many through when all ask at once', async () => {
      const grants = await Promise.all(Array.from({ length: 20 }, () => windows.take('edits', FIXED)));

      const tickets = grants.flatMap(({ ticket }) => ticket ?? []);
      expect(new Set(tickets).size).toBe(3);
    });

    test('counts every key by itself', async () => {
      for (let count = 0; count < 3; count += 1) await call(FIXED);

      expect([await call(FIXED), await call(FIXED, 'posts')]).toEqual([false, true]);
    });

    test('what a platform tells of its limit holds from then on', async () => {
      await call(FIXED);
      await windows.learn('edits', { maxCount: 5, remaining: 4, resetAfterMs: 2000 });

      expect(await windows.peek('edits', FIXED)).toEqual({
        maxCount: 5,
        windowMs: 2000,
        remaining: 4,
        moreAfterMs: 2000,
      });
      await ground.elapse(2000);
      expect(await windows.peek('edits', FIXED)).toMatchObject({ maxCount: 5, windowMs: 2000, remaining: 5 });
    });

    test('calls of others that a platform tells of count too, and no late answer takes them back', async () => {
      await call(FIXED);
      await windows.learn('edits', { maxCount: 5, remaining: 1, resetAfterMs: 1000 });
      await ground.elapse(100);
      await call(FIXED);
      await windows.learn('edits', { maxCount: 5, remaining: 3, resetAfterMs: 900 });

      expect(await windows.peek('edits', FIXED)).toMatchObject({ remaining: 0, moreAfterMs: 900 });
    });

    test('calls on their way are taken off what a platform says is left', async () => {
      const { ticket = '' } = await windows.take('edits', FIXED);
      await windows.take('edits', FIXED);
      await windows.settle('edits', ticket);
      await windows.learn('edits', { maxCount: 5, remaining: 4, resetAfterMs: 1000 });

      expect(await windows.peek('edits', FIXED)).toMatchObject({ remaining: 3 });
    });

    test('a call whose answer was lost counts, though the platform told of others only before it', async () => {
      await windows.learn('edits', { maxCount: 5, remaining: 4, resetAfterMs: 1000 });
      await call(FIXED);
      await windows.learn('edits', { maxCount: 5, remaining: 3, resetAfterMs: 1000 });
      await call(FIXED);

      expect(await windows.peek('edits', FIXED)).toMatchObject({ remaining: 2 });
    });

    test('a call whose answer comes after that of a later one is counted once', async () => {
      const first = await windows.take('edits', FIXED);
      const second = await windows.take('edits', FIXED);

      await windows.settle('edits', second.ticket ?? '');
      await windows.learn('edits', { maxCount: 5, remaining: 3, resetAfterMs: 1000 });
      await windows.settle('edits', first.ticket ?? '');
      await windows.learn('edits', { maxCount: 5, remaining: 4, resetAfterMs: 1000 });

      expect(await windows.peek('edits', FIXED)).toMatchObject({ remaining: 3 });
    });

    test('an answer from the next window begins it, and one from the last changes nothing', async () => {
      await windows.learn('edits', { maxCount: 5, remaining: 0, resetAfterMs: 100 });
      await ground.elapse(50);
      await windows.learn('edits', { maxCount: 5, remaining: 4, resetAfterMs: 1000 });
      await windows.learn('edits', { maxCount: 5, remaining: 0, resetAfterMs: 10 });

      expect(await windows.peek('edits', FIXED)).toMatchObject({ remaining: 4, moreAfterMs: 1000 });
    });

    test('a pause stops one bucket and no other, and a shorter one does not end it', async () => {
      await windows.pause('edits', 5000);
      await windows.pause('edits', 10);
      await ground.elapse(1000);

      expect(await windows.peek('edits', SLIDING)).toMatchObject({ maxCount: 3, remaining: 0, moreAfterMs: 4000 });
      expect([await call(SLIDING), await call(SLIDING, 'posts')]).toEqual([false, true]);
      await ground.elapse(4000);
      expect(await call(SLIDING)).toBe(true);
    });
  });
}
