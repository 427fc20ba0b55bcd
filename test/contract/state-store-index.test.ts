import { describe, expect, test } from 'vitest';
import type { IndexVersion, LockToken, StateStore } from '../../src/core/state-store.ts';
import type { Chunk } from '../../src/core/profile/chunk.ts';
import { parseChunk } from '../../src/engines/state/stored.ts';
import { stateStoreContract } from './state-world.ts';
import { toUserKey } from '../../src/core/turn.ts';

stateStoreContract('knowledge', (world) => {
  describe('locks', () => {
    test('one holder has it at a time', async () => {
      const lock = await world.store.locks.acquire('ingest', { ttlMs: 60_000 });
      const refused = await world.other.locks.acquire('ingest', { ttlMs: 60_000 });
      const elsewhere = await world.other.locks.acquire('another', { ttlMs: 60_000 });

      expect(lock?.name).toBe('ingest');
      expect(refused).toBeUndefined();
      expect(elsewhere?.name).toBe('another');
    });

    test('the number grows with every holder, over releases, expiry and restarts', async () => {
      const first = await hold(world.store);
      await world.store.locks.release(first);
      const second = await hold(world.other);
      await world.elapse(60_000);
      const third = await hold(await world.restart());

      expect(second.fence).toBeGreaterThan(first.fence);
      expect(third.fence).toBeGreaterThan(second.fence);
    });

    test('a renewed lock is held for its whole new time', async () => {
      const lock = await hold(world.store);
      await world.elapse(54_000);

      expect(await world.store.locks.renew(lock, { ttlMs: 60_000 })).toBe(true);

      await world.elapse(54_000);
      expect(await world.other.locks.acquire('ingest', { ttlMs: 60_000 })).toBeUndefined();
    });

    test('a lock whose time has passed cannot be renewed, taken over or not', async () => {
      const lock = await hold(world.store);
      await world.elapse(60_000);
      const afterExpiry = await world.store.locks.renew(lock, { ttlMs: 60_000 });
      await hold(world.other);

      expect(afterExpiry).toBe(false);
      expect(await world.store.locks.renew(lock, { ttlMs: 60_000 })).toBe(false);
    });

    test('a holder that lost the lock cannot release it for the next one', async () => {
      const lost = await hold(world.store);
      await world.elapse(60_000);
      const lock = await hold(world.other);

      await world.store.locks.release(lost);

      expect(await world.store.locks.acquire('ingest', { ttlMs: 60_000 })).toBeUndefined();
      expect(await world.other.locks.renew(lock, { ttlMs: 60_000 })).toBe(true);
    });
  });

  describe('versions', () => {
    test('an index without a version has number 0', async () => {
      expect(await world.store.versions.activeNumber('local')).toBe(0);
      expect(await world.store.versions.active('local')).toBeUndefined();
    });

    test('an activated version is whole for every connection and after a restart', async () => {
      const version = makeVersion(1, world.now());

      expect(await world.store.versions.activate('local', version, await hold(world.store))).toBe(true);

      expect(await world.other.versions.active('local')).toEqual(version);
      expect(await world.other.versions.activeNumber('local')).toBe(1);
      expect(await (await world.restart()).versions.active('local')).toEqual(version);
    });

    test('each index has a version of its own', async () => {
      const lock = await hold(world.store);
      await world.store.versions.activate('local', makeVersion(7, world.now()), lock);
      await world.store.versions.activate('upstash', makeVersion(2, world.now()), lock);

      expect(await world.store.versions.activeNumber('local')).toBe(7);
      expect(await world.store.versions.activeNumber('upstash')).toBe(2);
    });

    test('the newest three versions are kept, newest first, and one of them can be active again', async () => {
      const lock = await hold(world.store);
      for (const number of [1, 2, 3, 4]) {
        await world.store.versions.activate('local', makeVersion(number, world.now()), lock);
      }
      await world.store.versions.activate('local', makeVersion(2, world.now()), lock);

      expect((await world.other.versions.history('local')).map(({ number }) => number)).toEqual([4, 3, 2]);
      expect(await world.other.versions.activeNumber('local')).toBe(2);
    });

    test('a new version after going back drops what was left behind', async () => {
      const lock = await hold(world.store);
      for (const number of [1, 2, 1, 3]) {
        await world.store.versions.activate('local', makeVersion(number, world.now()), lock);
      }

      expect((await world.store.versions.history('local')).map(({ number }) => number)).toEqual([3, 1]);
    });

    test('a lock that expired activates nothing', async () => {
      const lock = await hold(world.store);
      await world.store.versions.activate('local', makeVersion(1, world.now()), lock);
      await world.elapse(60_000);

      expect(await world.store.versions.activate('local', makeVersion(2, world.now()), lock)).toBe(false);
      expect(await world.store.versions.activeNumber('local')).toBe(1);
    });

    test('a lock that somebody else took over activates nothing', async () => {
      const lost = await hold(world.store);
      await world.elapse(60_000);
      await world.other.versions.activate('local', makeVersion(2, world.now()), await hold(world.other));

      expect(await world.store.versions.activate('local', makeVersion(1, world.now()), lost)).toBe(false);
      expect(await world.store.versions.activeNumber('local')).toBe(2);
    });

    test('a released lock activates nothing', async () => {
      const lock = await hold(world.store);
      await world.store.locks.release(lock);

      expect(await world.store.versions.activate('local', makeVersion(1, world.now()), lock)).toBe(false);
      expect(await world.store.versions.active('local')).toBeUndefined();
    });
  });

  describe('chunks', () => {
    test('chunks come back whole, with and without a link', async () => {
      const chunks = [makeChunk('a'), makeChunk('b', { link: 'https://example.com/b' })];
      await world.store.chunks.put(chunks);

      expect(byId(await world.other.chunks.list())).toEqual(chunks);
      expect(byId(await (await world.restart()).chunks.list())).toEqual(chunks);
    });

    test('the same id is overwritten', async () => {
      await world.store.chunks.put([makeChunk('a')]);
      await world.store.chunks.put([makeChunk('a', { text: 'new text' })]);

      expect(await world.store.chunks.list()).toEqual([makeChunk('a', { text: 'new text' })]);
    });

    test('only the named chunks are deleted, and one that is not there is no error', async () => {
      await world.store.chunks.put([makeChunk('a'), makeChunk('b')]);
      await world.other.chunks.delete([makeChunk('a').id, makeChunk('z').id]);

      expect(await world.store.chunks.list()).toEqual([makeChunk('b')]);
    });

    test('the revision grows with every change, whoever makes it, and stands still otherwise', async () => {
      const revisions = [await world.store.chunks.revision()];
      await world.store.chunks.put([makeChunk('a')]);
      revisions.push(await world.other.chunks.revision());
      await world.other.chunks.put([makeChunk('b')]);
      revisions.push(await world.store.chunks.revision());
      await world.other.chunks.delete([makeChunk('a').id]);
      revisions.push(await world.store.chunks.revision());
      const settled = await (await world.restart()).chunks.revision();

      expect(revisions).toEqual([...new Set(revisions)].toSorted((a, b) => a - b));
      expect(settled).toBe(revisions.at(-1));
    });
  });

  describe('answers', () => {
    const origin = { user: toUserKey('web', '1') };

    test('an answer comes back until its time is over', async () => {
      await world.store.answers.write('q1', { text: 'Robots [1].' }, { ttlMs: 60_000, origin });

      expect(await world.other.answers.read('q1')).toEqual({ text: 'Robots [1].' });
      await world.elapse(60_000);
      expect(await world.store.answers.read('q1')).toBeUndefined();
    });

    test('clearing forgets all answers', async () => {
      await world.store.answers.write('q1', 'one', { ttlMs: 60_000, origin });
      await world.store.answers.write('q2', 'two', { ttlMs: 60_000, origin });

      expect(await world.other.answers.clear()).toBe(2);
      expect(await world.store.answers.read('q1')).toBeUndefined();
    });
  });

  describe('vectors', () => {
    test('vectors come back as they were written, for their own model only', async () => {
      const vectors = new Map([
        ['h1', Float32Array.of(0.5, -1.25, 3e-8)],
        ['h2', Float32Array.of(1, 2, 3)],
      ]);
      await world.store.vectors.write('model-a', vectors);
      await world.store.vectors.write('model-b', new Map([['h1', Float32Array.of(9)]]));

      expect(await world.other.vectors.read('model-a', ['h1', 'h2', 'unknown'])).toEqual(vectors);
      expect(await world.other.vectors.read('model-a', ['h2'])).toEqual(new Map([['h2', Float32Array.of(1, 2, 3)]]));
    });

    test('a vector that is a part of a larger array is stored alone', async () => {
      const part = Float32Array.of(1, 2, 3, 4).subarray(1, 3);
      await world.store.vectors.write('model-a', new Map([['h1', part]]));

      expect((await world.store.vectors.read('model-a', ['h1'])).get('h1')).toEqual(Float32Array.of(2, 3));
    });

    test('only the vectors that are kept stay, and none of another model', async () => {
      await world.store.vectors.write('model-a', new Map(['h1', 'h2'].map((hash) => [hash, Float32Array.of(1)])));
      await world.store.vectors.write('model-b', new Map([['h1', Float32Array.of(9)]]));

      await world.store.vectors.keepOnly('model-a', ['h1', 'unknown']);

      expect(await world.other.vectors.read('model-a', ['h1', 'h2'])).toEqual(new Map([['h1', Float32Array.of(1)]]));
      expect(await world.other.vectors.read('model-b', ['h1'])).toEqual(new Map());
    });
  });
});

async function hold(store: StateStore): Promise<LockToken> {
  const lock = await store.locks.acquire('ingest', { ttlMs: 60_000 });
  if (lock === undefined) throw new Error('The lock is held by somebody else.');
  return lock;
}

function makeChunk(name: string, { text = `Text of ${name}.`, link }: { text?: string; link?: string } = {}): Chunk {
  const plain = {
    id: `${name}@000`,
    key: name,
    hash: '00',
    source: 'a.md',
    title: `Maya > ${name}`,
    text,
    hints: 'job',
  };
  return parseChunk(JSON.stringify({ ...plain, link }));
}

function makeVersion(number: number, createdAt: number): IndexVersion {
  const persona = { name: 'Maya', headline: 'Engineer', suggestions: ['What does she do?'] };
  return { number, createdAt, chunkIds: [makeChunk('a').id], persona, hosts: ['example.com'], thresholds: {} };
}

function byId(chunks: readonly Chunk[]): readonly Chunk[] {
  return chunks.toSorted((a, b) => a.id.localeCompare(b.id));
}
