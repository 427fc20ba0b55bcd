import { describe, expect, test } from 'vitest';
import { InputError } from '../../../../src/core/errors.ts';
import { prepareIndex } from '../../../../src/core/ingest/prepare-index.ts';
import type { IngestReport } from '../../../../src/core/ingest/ingest-service.ts';
import { makeWorld } from './ingest-world.ts';
import type { IngestWorld, WorldOptions } from './ingest-world.ts';
import { toUserKey } from '../../../../src/core/turn.ts';

const { signal } = new AbortController();

describe('going back', () => {
  test('makes the version before live again, and says what that changes', async () => {
    const world = await makeVersions(['Lisbon', 'Porto']);
    const first = (await world.state.versions.history('local')).at(-1);
    await world.write('b.txt', 'Maya drinks tea.');
    await world.ingest();

    const report = await rollBack(world);

    expect(report).toMatchObject({
      isRollback: true,
      version: 2,
      removed: ['B'],
      added: [],
      changed: [],
      writtenCount: 0,
    });
    expect(await rollBack(world)).toMatchObject({ version: 1, changed: ['A'], createdAt: first?.createdAt });
    expect(await world.liveTexts()).toEqual(['Maya lives in Lisbon.']);
  });

  test('needs neither the files nor a write to the index', async () => {
    const refuse = async (): Promise<never> => {
      throw new Error('a write');
    };
    let isWritable = true;
    const world = await makeVersions(['Lisbon', 'Porto'], {
      wrapIndex: (index) => ({
        ...index,
        upsert: (...given) => (isWritable ? index.upsert(...given) : refuse()),
        delete: (...given) => (isWritable ? index.delete(...given) : refuse()),
      }),
    });
    isWritable = false;
    await world.remove('a.txt');

    await rollBack(world);

    expect(await world.liveTexts()).toEqual(['Maya lives in Lisbon.']);
  });

  test('can be tried first', async () => {
    const world = await makeVersions(['Lisbon', 'Porto']);

    const report = await world.service.rollback({ isDryRun: true, signal });

    expect(report).toMatchObject({ isDryRun: true, isRollback: true, version: 1, changed: ['A'] });
    expect(await world.liveTexts()).toEqual(['Maya lives in Porto.']);
  });

  test('is refused when no earlier version is kept', async () => {
    const world = await makeVersions(['Lisbon']);

    const rollback = rollBack(world);

    await expect(rollback).rejects.toThrow(InputError);
    await expect(rollback).rejects.toThrow('no earlier version');
  });

  test('reaches as far as versions are kept', async () => {
    const world = await makeVersions(['Lisbon', 'Porto', 'Faro', 'Braga']);
    await rollBack(world);
    await rollBack(world);

    await expect(rollBack(world)).rejects.toThrow('no earlier version');
    expect(await world.liveTexts()).toEqual(['Maya lives in Porto.']);
    expect((await world.index.list({ signal })).map(({ text }) => text)).not.toContain('Maya lives in Lisbon.');
  });

  test('is refused when chunks of that version are gone, and the present one stays', async () => {
    const world = await makeVersions(['Lisbon', 'Porto']);
    const [, first] = await world.state.versions.history('local');
    await world.index.delete(first?.chunkIds ?? [], { signal });

    await expect(rollBack(world)).rejects.toThrow('1 of its chunks are no longer in the index');
    expect(await world.liveTexts()).toEqual(['Maya lives in Porto.']);
  });

  test('waits for nobody: it is refused while an ingest runs', async () => {
    const world = await makeVersions(['Lisbon', 'Porto']);
    await world.state.locks.acquire('ingest', { ttlMs: 60_000 });

    await expect(rollBack(world)).rejects.toThrow('Another ingest is running');
  });

  test('empties the answers that were kept', async () => {
    const world = await makeVersions(['Lisbon', 'Porto']);
    await world.state.answers.write('where', 'Porto', { ttlMs: 60_000, origin: { user: toUserKey('web', '1') } });

    await rollBack(world);

    expect(await world.state.answers.read('where')).toBeUndefined();
  });
});

describe('after going back', () => {
  test('a start leaves the earlier version live and says how to go forward', async () => {
    const world = await makeVersions(['Lisbon', 'Porto']);
    await rollBack(world);

    await prepareIndex({ ...world.options, signal });

    expect(await world.liveTexts()).toEqual(['Maya lives in Lisbon.']);
    expect(world.logger.of('ingest.held_back')).toMatchObject([
      { level: 'warn', message: expect.stringContaining('npm run ingest') },
    ]);
  });

  test('an ingest goes forward under a new number without writing again, and gives up what was left', async () => {
    const world = await makeVersions(['Lisbon', 'Porto']);
    await rollBack(world);

    const report = await world.ingest();

    expect(report).toMatchObject({ version: 3, changed: ['A'], writtenCount: 0 });
    expect(await world.liveTexts()).toEqual(['Maya lives in Porto.']);
    expect((await world.state.versions.history('local')).map(({ number }) => number)).toEqual([3, 1]);
  });

  test('an ingest of files that say what is live makes that the newest version, so that a start goes on from it', async () => {
    const world = await makeVersions(['Lisbon', 'Porto']);
    await rollBack(world);
    await world.write('a.txt', 'Maya lives in Lisbon.');
    await world.ingest();
    await world.write('a.txt', 'Maya lives in Faro.');

    await prepareIndex({ ...world.options, signal });

    expect(await world.liveTexts()).toEqual(['Maya lives in Faro.']);
    expect(world.logger.of('ingest.held_back')).toEqual([]);
  });
});

/** A world with one version per city. */
async function makeVersions(cities: readonly string[], options: WorldOptions = {}): Promise<IngestWorld> {
  const world = await makeWorld(options);
  for (const city of cities) {
    await world.write('a.txt', `Maya lives in ${city}.`);
    await world.ingest();
  }
  return world;
}

function rollBack({ service }: IngestWorld): Promise<IngestReport> {
  return service.rollback({ isDryRun: false, signal });
}
