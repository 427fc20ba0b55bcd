import { describe, expect, test } from 'vitest';
import { JOURNAL_LEASE_MS } from '../../src/core/state-store.ts';
import type { JournalEntry } from '../../src/core/state-store.ts';
import { toTurnId, toUserKey } from '../../src/core/turn.ts';
import type { Face } from '../../src/core/turn.ts';
import { stateStoreContract } from './state-world.ts';

const NOTHING = { ids: [], ttlMs: 0 };
const LIFE_MS = 600_000;
/** A real store's own time goes on while a test runs. */
const ALMOST_A_LEASE_MS = JOURNAL_LEASE_MS - 1000;
const FACES: readonly Face[] = ['discord', 'slack'];

stateStoreContract('journal', (world) => {
  const entryOf = (id: string, lifeMs = LIFE_MS): JournalEntry => makeEntry(id, world.now() + lifeMs);

  describe('beginning', () => {
    test('an event is claimed and its entry written in one step', async () => {
      const entry = entryOf('turn-a');

      const isOurs = await world.store.journal.begin(entry, { ids: ['event-1', 'event-2'], ttlMs: 60_000 });

      expect(isOurs).toBe(true);
      expect(await world.other.journal.list()).toEqual([entry]);
      expect(await world.other.claims.claim('event-1', { ttlMs: 60_000 })).toBe(false);
      expect(await world.other.claims.claim('event-2', { ttlMs: 60_000 })).toBe(false);
    });

    test('an event of which one id is claimed begins nothing, and claims none of the others', async () => {
      await world.store.claims.claim('event-2', { ttlMs: 60_000 });

      const isOurs = await world.other.journal.begin(entryOf('turn-a'), { ids: ['event-1', 'event-2'], ttlMs: 60_000 });

      expect(isOurs).toBe(false);
      expect(await world.store.journal.list()).toEqual([]);
      expect(await world.store.claims.claim('event-1', { ttlMs: 60_000 })).toBe(true);
    });

    test('of two connections that race for the same events one begins each', async () => {
      const ids = Array.from({ length: 50 }, (_none, index) => `event-${index}`);

      const wins = await Promise.all(
        ids.flatMap((id) =>
          [world.store, world.other].map((one, at) =>
            one.journal.begin(entryOf(`${id}-${at}`), { ids: [id], ttlMs: 60_000 }),
          ),
        ),
      );

      expect(wins.filter(Boolean)).toHaveLength(ids.length);
      expect(await world.store.journal.list()).toHaveLength(ids.length);
    });

    test('an event can be begun again when its claim has run out', async () => {
      await world.store.journal.begin(entryOf('turn-a'), { ids: ['event-1'], ttlMs: 1000 });
      await world.elapse(1000);

      expect(await world.other.journal.begin(entryOf('turn-b'), { ids: ['event-1'], ttlMs: 1000 })).toBe(true);
    });

    test('an entry without an event is written', async () => {
      const entry = entryOf('turn-a');

      expect(await world.store.journal.begin(entry, NOTHING)).toBe(true);

      expect(await world.store.journal.list()).toEqual([entry]);
    });
  });

  describe('writing', () => {
    test('a later put of the same turn replaces the earlier one', async () => {
      const entry = entryOf('turn-a');
      await world.store.journal.begin(entry, NOTHING);
      const later = { ...entry, shownText: 'more text', target: ['m1', 'm2'], ending: ['whole', 'text'] };

      expect(await world.store.journal.put(later)).toBe(true);

      expect(await world.other.journal.list()).toEqual([later]);
    });

    test('an entry that was removed, or forgotten, is not written again, and its owner may go on', async () => {
      const [removed, forgotten] = [entryOf('turn-a'), entryOf('turn-b')];
      await world.store.journal.begin(removed, NOTHING);
      await world.store.journal.begin(forgotten, NOTHING);
      await world.store.journal.remove(removed.turnId);
      await world.other.forget({ user: forgotten.user });

      expect(await world.store.journal.put(removed)).toBe(true);
      expect(await world.store.journal.put(forgotten)).toBe(true);

      expect(await world.store.journal.list()).toEqual([]);
    });

    test('an entry of another owner is neither written nor removed', async () => {
      const entry = entryOf('turn-a');
      await world.store.journal.begin(entry, NOTHING);

      await world.other.journal.put({ ...entry, shownText: 'mine now' });
      await world.other.journal.remove(entry.turnId);

      expect(await world.store.journal.list()).toEqual([entry]);
    });

    test('removing an entry says whether it was there: not twice, not after its person was forgotten', async () => {
      const [entry, forgotten] = [entryOf('turn-a'), entryOf('turn-b')];
      await world.store.journal.begin(entry, NOTHING);
      const removed = [await world.store.journal.remove(entry.turnId), await world.store.journal.remove(entry.turnId)];
      await world.store.journal.begin(forgotten, NOTHING);
      await world.other.forget({ user: forgotten.user });

      expect([...removed, await world.store.journal.remove(forgotten.turnId)]).toEqual([true, false, false]);
      expect(await world.store.journal.list()).toEqual([]);
    });

    test('an entry that can no longer be finished is not listed', async () => {
      await world.store.journal.begin(entryOf('turn-a', 1000), NOTHING);
      await world.elapse(1000);

      expect(await world.store.journal.list()).toEqual([]);
    });
  });

  describe('taking over', () => {
    test('nobody takes the entries of an owner that lives, nor its own', async () => {
      await world.store.journal.begin(entryOf('turn-a'), NOTHING);
      await world.elapse(ALMOST_A_LEASE_MS);

      expect(await world.other.journal.takeOver(FACES)).toEqual([]);
      expect(await world.store.journal.takeOver(FACES)).toEqual([]);
    });

    test('what a closed store left unfinished goes to the next one at once, oldest first', async () => {
      const entries = ['turn-b', 'turn-a'].map((id) => entryOf(id));
      for (const entry of entries) await world.store.journal.begin(entry, NOTHING);

      expect(await (await world.restart()).journal.takeOver(FACES)).toEqual(entries);
    });

    test('an owner that renews nothing for the time of a lease loses its entries, and notices', async () => {
      const entry = entryOf('turn-a');
      await world.store.journal.begin(entry, NOTHING);
      await world.elapse(JOURNAL_LEASE_MS);

      expect(await world.other.journal.takeOver(FACES)).toEqual([entry]);

      expect(await world.store.journal.put({ ...entry, shownText: 'late' })).toBe(false);
      await world.store.journal.remove(entry.turnId);
      expect(await world.other.journal.put({ ...entry, shownText: 'with a note' })).toBe(true);
      await world.other.journal.remove(entry.turnId);
      expect(await world.store.journal.put({ ...entry, shownText: 'later still' })).toBe(false);
    });

    test.each(['renew', 'put', 'begin'] as const)('the lease goes on with every %s', async (how) => {
      const { journal } = world.store;
      const entry = entryOf('turn-a');
      await journal.begin(entry, NOTHING);
      await world.elapse(ALMOST_A_LEASE_MS);
      if (how === 'renew') await journal.renew();
      else if (how === 'put') await journal.put(entry);
      else await journal.begin(entryOf('turn-b'), NOTHING);
      await world.elapse(ALMOST_A_LEASE_MS);

      expect(await world.other.journal.takeOver(FACES)).toEqual([]);
    });

    test('an owner whose lease has lapsed keeps what nobody has taken', async () => {
      const entry = entryOf('turn-a');
      await world.store.journal.begin(entry, NOTHING);
      await world.elapse(JOURNAL_LEASE_MS * 2);
      await world.store.journal.renew();

      expect(await world.other.journal.takeOver(FACES)).toEqual([]);
      expect(await world.store.journal.put(entry)).toBe(true);
    });

    test('of several who ask at once one gets each entry', async () => {
      const third = await world.open();
      const entries = Array.from({ length: 30 }, (_none, at) => entryOf(`turn-${at}`));
      for (const entry of entries) await world.store.journal.begin(entry, NOTHING);
      await world.elapse(JOURNAL_LEASE_MS);

      const taken = await Promise.all(
        [world.other, third, world.other, third].map((one) => one.journal.takeOver(FACES)),
      );

      expect(taken.flat()).toHaveLength(entries.length);
      expect(new Set(taken.flat().map(({ turnId }) => turnId)).size).toBe(entries.length);
    });

    test('who took an entry over can lose it in turn', async () => {
      const entry = entryOf('turn-a');
      await world.store.journal.begin(entry, NOTHING);
      await world.elapse(JOURNAL_LEASE_MS);
      await world.other.journal.takeOver(FACES);
      await world.elapse(JOURNAL_LEASE_MS);

      expect(await world.store.journal.takeOver(FACES)).toEqual([entry]);
      expect(await world.other.journal.put(entry)).toBe(false);
    });

    test('entries of a face that is not asked for stay', async () => {
      const entry = entryOf('turn-a');
      await world.store.journal.begin(entry, NOTHING);
      await world.elapse(JOURNAL_LEASE_MS);

      expect(await world.other.journal.takeOver(['discord'])).toEqual([]);
      expect(await world.other.journal.takeOver([])).toEqual([]);
      expect(await world.other.journal.takeOver(['slack'])).toEqual([entry]);
    });

    test('an entry that can no longer be finished goes to nobody', async () => {
      await world.store.journal.begin(entryOf('turn-a', 1000), NOTHING);
      await world.elapse(JOURNAL_LEASE_MS);

      expect(await world.other.journal.takeOver(FACES)).toEqual([]);
    });
  });
});

function makeEntry(id: string, expiresAt: number): JournalEntry {
  const target = { channel: 'C1', messages: ['m1'], nested: { isNew: true, nothing: null, count: 2 } };
  return {
    turnId: toTurnId(id),
    face: 'slack',
    user: toUserKey('slack', 'T1', 'U1'),
    target,
    shownText: 'so far',
    expiresAt,
  };
}
