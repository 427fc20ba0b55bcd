import { describe, expect, test } from 'vitest';
import type { StoredTurn } from '../../src/core/state-store.ts';
import { toChunkId } from '../../src/core/profile/chunk-id.ts';
import { toConversationKey, toTurnId, toUserKey } from '../../src/core/turn.ts';
import { stateStoreContract } from './state-world.ts';

stateStoreContract('people', (world) => {
  test('answers a ping', async () => {
    await expect(world.store.ping()).resolves.toBeUndefined();
  });

  test('can be closed twice', async () => {
    await world.store[Symbol.asyncDispose]();

    await expect(world.store[Symbol.asyncDispose]()).resolves.toBeUndefined();
  });

  test('refuses to work once it is closed', async () => {
    await world.store.claims.claim('before', { ttlMs: 60_000 });
    await world.store[Symbol.asyncDispose]();

    await expect(world.store.claims.claim('after', { ttlMs: 60_000 })).rejects.toThrow(/closed/);
  });

  test('keeps one salt over connections and restarts', async () => {
    const salt = await world.store.salt();

    expect(salt).toMatch(/^[0-9a-f]{32,}$/);
    expect(await world.other.salt()).toBe(salt);
    expect(await (await world.restart()).salt()).toBe(salt);
  });

  describe('claims', () => {
    test('the first claim of an event wins, and a restart does not change that', async () => {
      expect(await world.store.claims.claim('event-1', { ttlMs: 60_000 })).toBe(true);
      expect(await world.store.claims.claim('event-1', { ttlMs: 60_000 })).toBe(false);
      expect(await (await world.restart()).claims.claim('event-1', { ttlMs: 60_000 })).toBe(false);
      expect(await world.store.claims.claim('event-2', { ttlMs: 60_000 })).toBe(true);
    });

    test('two connections that race for the same events win each event once', async () => {
      const ids = Array.from({ length: 50 }, (_, index) => `event-${index}`);

      const wins = await Promise.all(
        ids.flatMap((id) => [world.store, world.other].map((one) => one.claims.claim(id, { ttlMs: 60_000 }))),
      );

      expect(wins.filter(Boolean)).toHaveLength(ids.length);
    });

    test('an event can be claimed again when its time has passed', async () => {
      await world.store.claims.claim('event-1', { ttlMs: 60_000 });
      await world.elapse(59_000);
      const early = await world.other.claims.claim('event-1', { ttlMs: 60_000 });
      await world.elapse(1000);

      expect(early).toBe(false);
      expect(await world.other.claims.claim('event-1', { ttlMs: 60_000 })).toBe(true);
      expect(await world.store.claims.claim('event-1', { ttlMs: 60_000 })).toBe(false);
    });
  });

  describe('conversations', () => {
    const maya = toUserKey('discord', '1');
    const inThread = toConversationKey(maya, 'thread');
    const ttlMs = 60_000;

    test('the newest turns come back whole, oldest first', async () => {
      const turns = ['one', 'two', 'three'].map((text, index) => makeTurn(text, world.now() + index));
      for (const turn of turns) await world.store.conversations.append(inThread, { user: maya }, turn, { ttlMs });

      expect(await world.other.conversations.read(inThread, { maxTurns: 2 })).toEqual(turns.slice(1));
    });

    test('a turn comes back with its id and the passages that its answer rests on', async () => {
      const source = { number: 2, chunkId: toChunkId('a@1'), title: 'A > B', link: 'https://a.example', file: 'a.md' };
      const sources = [{ ...source, text: 'ünïcödé 🦊' }];
      const turn = { ...makeTurn('one', world.now()), turnId: toTurnId('abcd1234'), sources };
      await world.store.conversations.append(inThread, { user: maya }, turn, { ttlMs });

      expect(await world.other.conversations.read(inThread, { maxTurns: 1 })).toEqual([turn]);
    });

    test('turns of the same millisecond keep their order', async () => {
      const turns = ['one', 'two', 'three'].map((text) => makeTurn(text, world.now()));
      for (const turn of turns) await world.store.conversations.append(inThread, { user: maya }, turn, { ttlMs });

      expect(await world.store.conversations.read(inThread, { maxTurns: 9 })).toEqual(turns);
    });

    test('each turn is forgotten by itself', async () => {
      await world.store.conversations.append(inThread, { user: maya }, makeTurn('old', world.now()), { ttlMs: 60_000 });
      await world.elapse(36_000);
      const young = makeTurn('young', world.now());
      await world.store.conversations.append(inThread, { user: maya }, young, { ttlMs: 60_000 });
      await world.elapse(24_000);

      expect(await world.store.conversations.read(inThread, { maxTurns: 9 })).toEqual([young]);
    });

    test('turns survive a restart', async () => {
      const turn = makeTurn('hello', world.now());
      await world.store.conversations.append(inThread, { user: maya }, turn, { ttlMs });

      expect(await (await world.restart()).conversations.read(inThread, { maxTurns: 9 })).toEqual([turn]);
    });
  });

  describe('counters', () => {
    test('additions of every connection come together, and survive a restart', async () => {
      const expiresAt = world.now() + 60_000;
      await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          [world.store, world.other][index % 2]?.counters.add('tokens', 10, { expiresAt }),
        ),
      );

      expect(await world.store.counters.add('tokens', 5, { expiresAt })).toBe(205);
      expect(await (await world.restart()).counters.read('tokens')).toBe(205);
      expect(await world.store.counters.read('other')).toBe(0);
    });

    test('a sum starts anew when it has expired', async () => {
      await world.store.counters.add('tokens', 10, { expiresAt: world.now() + 60_000 });
      await world.elapse(60_000);

      expect(await world.store.counters.read('tokens')).toBe(0);
      expect(await world.store.counters.add('tokens', 3, { expiresAt: world.now() + 60_000 })).toBe(3);
    });
  });
});

function makeTurn(text: string, at: number): StoredTurn {
  return { question: `${text}?`, answer: `${text}! "quoted" — ünïcödé 🦊`, citedTitles: ['A > B'], at };
}
