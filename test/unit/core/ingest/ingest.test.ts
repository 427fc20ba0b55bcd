import { describe, expect, test } from 'vitest';
import { InputError, UpstreamError } from '../../../../src/core/errors.ts';
import type { IngestProgress } from '../../../../src/core/ingest/ingest-service.ts';
import type { VectorIndex } from '../../../../src/core/ports.ts';
import { makeWorld } from './ingest-world.ts';

const files = {
  'a.txt': 'Maya lives in Lisbon.',
  'b.md': '# Work\n\nMaya builds robots.\n\n# Tea\n\nMaya drinks tea.',
};
const { signal } = new AbortController();

describe('an ingest', () => {
  test('makes what the files say visible, under version 1', async () => {
    const world = await makeWorld({ files });

    const report = await world.ingest();

    expect(report).toMatchObject({
      isDryRun: false,
      version: 1,
      added: ['A', 'B > Work', 'B > Tea'],
      changed: [],
      removed: [],
      unchangedCount: 0,
      faults: [],
    });
    expect(await world.liveTexts()).toEqual(['Maya builds robots.', 'Maya drinks tea.', 'Maya lives in Lisbon.']);
  });

  test('picks up a changed fact in place of the old one', async () => {
    const world = await makeWorld({ files });
    await world.ingest();
    await world.write('a.txt', 'Maya lives in Porto.');

    const report = await world.ingest();

    expect(report).toMatchObject({ version: 2, added: [], changed: ['A'], removed: [], unchangedCount: 2 });
    expect(await world.liveTexts()).toEqual(['Maya builds robots.', 'Maya drinks tea.', 'Maya lives in Porto.']);
  });

  test('drops what was removed', async () => {
    const world = await makeWorld({ files });
    await world.ingest();
    await world.remove('a.txt');

    const report = await world.ingest();

    expect(report).toMatchObject({ version: 2, added: [], changed: [], removed: ['A'], unchangedCount: 2 });
    expect(await world.liveTexts()).toEqual(['Maya builds robots.', 'Maya drinks tea.']);
  });

  test('writes nothing and keeps the version when nothing has changed', async () => {
    const written: string[] = [];
    const world = await makeWorld({ files, wrapIndex: (index) => recordWrites(index, written) });
    await world.ingest();
    const version = await world.state.versions.active('local');
    written.length = 0;

    const report = await world.ingest();

    expect(report).toMatchObject({ version: 1, added: [], changed: [], removed: [], unchangedCount: 3 });
    expect(written).toEqual([]);
    expect(await world.state.versions.active('local')).toEqual(version);
  });

  test('records persona and hosts with the version, and a change of them alone is a new version', async () => {
    const profile = { name: 'Maya', headline: 'Engineer', url: 'https://Maya.Example.com/x', suggestions: ['Who?'] };
    const world = await makeWorld({ files: { 'digitaltwin.json': profile } });
    await world.ingest();
    await world.write('digitaltwin.json', { ...profile, suggestions: ['Why?'] });

    const report = await world.ingest();

    expect(report).toMatchObject({ version: 2, changed: [], unchangedCount: 1 });
    expect(await world.state.versions.active('local')).toMatchObject({
      persona: { name: 'Maya', headline: 'Engineer', suggestions: ['Why?'] },
      hosts: ['maya.example.com'],
    });
  });

  test('tells nobody by its links where the owner’s own files lead', async () => {
    const world = await makeWorld({
      files: {
        'a.md': '---\naudience: owner\n---\nSee https://secret.example.com/plan',
        'b.md': 'See https://maya.example.com',
      },
    });

    await world.ingest();

    expect(await world.state.versions.active('local')).toMatchObject({ hosts: ['maya.example.com'] });
  });

  test('keeps what a file said before it was refused, and names the fault', async () => {
    const world = await makeWorld({ files: { ...files, 'digitaltwin.json': { name: 'Maya', goals: ['Sail'] } } });
    await world.ingest();
    const before = await world.liveTexts();
    await world.write('digitaltwin.json', '{"name": "Maya",');
    await world.write('c.txt', 'Maya plays chess.');

    const report = await world.ingest();

    expect(report.faults).toEqual([{ path: 'digitaltwin.json', reason: expect.stringContaining('line 1') }]);
    expect(report).toMatchObject({ version: 2, added: ['C'], changed: [], removed: [] });
    expect(await world.liveTexts()).toEqual([...before, 'Maya plays chess.'].sort());
    expect(await world.state.versions.active('local')).toMatchObject({ persona: { name: 'Maya' } });
  });

  test.each([
    ['is misspelt', 'c.md', '---\naudience: onwer\n---\nMaya sails at night.'],
    ['stands in broken front matter', 'c.md', '---\naudience: "owner\n---\nMaya sails at night.'],
    ['is misspelt beside it', 'c.md.yaml', 'audience: private'],
  ])('withdraws what a file said to everybody when its audience %s', async (_, path, text) => {
    const world = await makeWorld({ files: { ...files, 'c.md': 'Maya sails at night.' } });
    await world.ingest();
    await world.write(path, text);

    const report = await world.ingest();

    expect(report.faults).toContainEqual(expect.objectContaining({ path: 'c.md', isWithdrawn: true }));
    expect(await world.liveTexts()).not.toContain('Maya sails at night.');
  });

  test('takes what a refused file says once it is mended', async () => {
    const world = await makeWorld({ files: { ...files, 'c.json': '{"goal": "Sail" "x": 1}' } });
    await world.ingest();
    await world.write('c.json', { goal: 'Sail around the world in a boat that she has built herself' });

    expect(await world.ingest()).toMatchObject({ version: 2, faults: [], removed: [], unchangedCount: 3 });
    expect(await world.liveTexts()).toHaveLength(4);
  });

  test.each([
    ['there is no file', {}, 'holds no .json, .md or .txt file'],
    ['no file could be read', { 'a.json': '{' }, 'a.json: line 1'],
    ['the files are empty', { 'a.txt': ' \n' }, 'are empty'],
  ])('is refused and leaves the version before when %s', async (_, others, message) => {
    const world = await makeWorld({ files: { 'old.txt': 'Maya lives in Lisbon.' } });
    await world.ingest();
    await world.remove('old.txt');
    for (const [path, content] of Object.entries(others)) await world.write(path, content);

    const ingest = world.ingest();

    await expect(ingest).rejects.toThrow(InputError);
    await expect(ingest).rejects.toThrow(message);
    expect(await world.liveTexts()).toEqual(['Maya lives in Lisbon.']);
  });

  test('tells each step as it goes', async () => {
    const world = await makeWorld({ files });
    await world.ingest();
    await world.write('a.txt', 'Maya lives in Porto.');
    const steps: IngestProgress[] = [];

    await world.service.ingest({ isDryRun: false, signal, onProgress: (progress) => steps.push(progress) });

    expect([...new Set(steps.map(({ step }) => step))]).toEqual([
      'reading',
      'comparing',
      'writing',
      'verifying',
      'switching',
    ]);
    expect(steps).toContainEqual({ step: 'writing', doneCount: 1, totalCount: 1 });
  });

  test('logs the counts and how long it took', async () => {
    const world = await makeWorld({ files });

    await world.ingest();

    expect(world.logger.of('ingest.completed')).toMatchObject([
      {
        level: 'info',
        fields: {
          index: 'local',
          version: 1,
          added: 3,
          changed: 0,
          removed: 0,
          unchanged: 0,
          refused: 0,
          durationMs: expect.any(Number),
        },
      },
    ]);
  });
});

describe('a dry run', () => {
  test('tells what would change and writes nothing, even while another ingest runs', async () => {
    const written: string[] = [];
    const world = await makeWorld({ files, wrapIndex: (index) => recordWrites(index, written) });
    await world.ingest();
    written.length = 0;
    await world.write('a.txt', 'Maya lives in Porto.');
    await world.state.locks.acquire('ingest', { ttlMs: 60_000 });

    const report = await world.service.ingest({ isDryRun: true, signal });

    expect(report).toMatchObject({ isDryRun: true, version: 1, changed: ['A'], unchangedCount: 2 });
    expect(written).toEqual([]);
    expect(await world.liveTexts()).toContain('Maya lives in Lisbon.');
  });
});

describe('an ingest that fails', () => {
  test.each([0, 1, 2])(
    'after %i written chunks leaves the version before, and the next one mends it',
    async (failAfter) => {
      let isFailing = false;
      const world = await makeWorld({
        files,
        wrapIndex: (index) => ({
          ...index,
          upsert: async (chunks, options) => {
            if (isFailing) await index.upsert(chunks.slice(0, failAfter), options);
            if (isFailing) throw new UpstreamError({ service: 'upstash', kind: 'unavailable', message: 'away' });
            return index.upsert(chunks, options);
          },
        }),
      });
      await world.ingest();
      const before = await world.liveTexts();
      await world.write('a.txt', 'Maya lives in Porto.');
      await world.write('b.md', '# Work\n\nMaya builds boats.\n\n# Tea\n\nMaya drinks coffee.');
      isFailing = true;

      await expect(world.ingest()).rejects.toThrow('away');
      const between = await world.liveTexts();
      isFailing = false;
      const report = await world.ingest();

      expect(between).toEqual(before);
      expect(report).toMatchObject({ version: 2, changed: ['A', 'B > Work', 'B > Tea'] });
      expect(await world.liveTexts()).toEqual(['Maya builds boats.', 'Maya drinks coffee.', 'Maya lives in Porto.']);
    },
  );

  test('to clean up is a success with a warning, and the next one cleans', async () => {
    let isFailing = true;
    const world = await makeWorld({
      files,
      wrapIndex: (index) => ({
        ...index,
        delete: async (ids, options) => {
          if (isFailing) throw new UpstreamError({ service: 'upstash', kind: 'timeout', message: 'slow' });
          return index.delete(ids, options);
        },
      }),
    });
    for (const city of ['Lisbon', 'Porto', 'Faro', 'Braga']) {
      await world.write('a.txt', `Maya lives in ${city}.`);
      await world.ingest();
    }
    const leftOver = await world.index.status({ signal });
    isFailing = false;

    const next = await world.ingest();

    expect(world.logger.of('ingest.cleaning_failed')).toMatchObject([{ level: 'warn' }]);
    expect(leftOver.chunkCount).toBe(6);
    expect(next).toMatchObject({ version: 4, unchangedCount: 3 });
    expect((await world.index.status({ signal })).chunkCount).toBe(5);
  });

  test('by being aborted gives the lock back', async () => {
    const abort = new AbortController();
    const world = await makeWorld({
      files,
      wrapIndex: (index) => ({
        ...index,
        status: async () => {
          abort.abort(new Error('enough'));
          return { chunkCount: 0, pendingCount: 1 };
        },
      }),
    });

    await expect(world.service.ingest({ isDryRun: false, signal: abort.signal })).rejects.toThrow('enough');

    expect(await world.state.versions.active('local')).toBeUndefined();
    expect(await world.state.locks.acquire('ingest', { ttlMs: 1 })).toBeDefined();
  });
});

function recordWrites(index: VectorIndex, written: string[]): VectorIndex {
  return {
    ...index,
    async upsert(chunks, options) {
      written.push(...chunks.map(({ id }) => id));
      return index.upsert(chunks, options);
    },
    async delete(ids, options) {
      written.push(...ids);
      return index.delete(ids, options);
    },
  };
}
