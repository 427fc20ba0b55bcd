import { describe, expect, test } from 'vitest';
import { InputError, UpstreamError } from '../../../../src/core/errors.ts';
import type { IngestProgress } from '../../../../src/core/ingest/ingest-service.ts';
import type { Candidate, GateFinding, VersionGate } from '../../../../src/core/ingest/version-gate.ts';
import { makeWorld } from './ingest-world.ts';
import type { IngestWorld, WorldOptions } from './ingest-world.ts';
import { toUserKey } from '../../../../src/core/turn.ts';

const { signal } = new AbortController();
const files = { 'a.txt': 'Maya lives in Lisbon.', 'b.txt': 'Maya builds robots.' };
const BROKEN: GateFinding = { problem: '“Where does Maya live?” lacks “Lisbon”.', isOld: false };

describe('a version that a gate finds worse', () => {
  test('is never seen: the one before stays, the problem is named, and what was written is deleted again', async () => {
    const gate = createGate();
    const world = await makeGated({ gates: [gate] });
    gate.findings = [BROKEN];

    const ingest = world.ingest();

    await expect(ingest).rejects.toThrow(InputError);
    await expect(ingest).rejects.toMatchObject({
      message: expect.stringContaining('fails 1 of the golden questions'),
      details: '- “Where does Maya live?” lacks “Lisbon”.',
    });
    expect(await world.liveTexts()).toEqual(Object.values(files).sort());
    expect((await world.index.status({ signal })).chunkCount).toBe(2);
    expect(await world.state.versions.activeNumber('local')).toBe(1);
  });

  test('is refused with five problems named and the rest counted', async () => {
    const gate = createGate();
    const world = await makeGated({ gates: [gate] });
    gate.findings = Array.from({ length: 7 }, (_, at) => ({ problem: `Question ${at} fails.`, isOld: false }));

    const failure: unknown = await world.ingest().catch((error: unknown) => error);

    const message = failure instanceof InputError ? failure.details : '';
    expect(message.match(/Question \d fails/g)).toHaveLength(5);
    expect(message).toContain('- and 2 more');
  });

  test('is refused all the same when what was written for it cannot be deleted, and the next ingest deletes it', async () => {
    const gate = createGate();
    let isFailing = true;
    const world = await makeGated({
      gates: [gate],
      wrapIndex: (index) => ({
        ...index,
        delete: async (...given) => {
          if (isFailing) throw new UpstreamError({ service: 'upstash', kind: 'timeout', message: 'slow' });
          return index.delete(...given);
        },
      }),
    });
    gate.findings = [BROKEN];

    await expect(world.ingest()).rejects.toThrow('fails 1 of the golden questions');
    isFailing = false;
    await world.write('a.txt', files['a.txt']);
    await world.ingest();

    expect((await world.index.status({ signal })).chunkCount).toBe(2);
  });

  test('goes live when its owner insists, with the problem in the report', async () => {
    const gate = createGate();
    const world = await makeGated({ gates: [gate] });
    gate.findings = [BROKEN];

    const report = await world.service.ingest({ isDryRun: false, isForced: true, signal });

    expect(report).toMatchObject({ version: 2, warnings: [BROKEN.problem] });
    expect(await world.liveTexts()).toContain('Maya lives in Porto.');
  });

  test('goes live as the first of all, since a twin that knows nothing is worse', async () => {
    const gate = createGate();
    gate.findings = [BROKEN];
    const world = await makeWorld({ files, gates: [gate] });

    const report = await world.ingest();

    expect(report).toMatchObject({ version: 1, warnings: [BROKEN.problem] });
    expect(world.logger.of('ingest.doubted')).toHaveLength(1);
  });
});

describe('a gate', () => {
  test('is shown the version to come, which can be asked already, and the one that readers see', async () => {
    const gate = createGate();
    const world = await makeGated({ gates: [gate] });
    let found: readonly string[] = [];
    gate.onCheck = async ({ version }) => {
      const live = new Set(version.chunkIds);
      const result = await world.index.query('Porto', { topK: 1, live, filter: { audience: 'owner' }, signal });
      found = result.passages.map(({ chunk }) => chunk.text);
    };

    await world.ingest();

    expect(found).toEqual(['Maya lives in Porto.']);
    expect(gate.seen.map(({ number, activeNumber }) => [number, activeNumber])).toEqual([
      [1, undefined],
      [2, 1],
    ]);
  });

  test('whose findings are old warns only', async () => {
    const gate = createGate();
    const world = await makeGated({ gates: [gate] });
    gate.findings = [{ ...BROKEN, isOld: true }];

    expect(await world.ingest()).toMatchObject({ version: 2, warnings: [BROKEN.problem] });
  });

  test('that cannot be asked stops a re-ingest', async () => {
    const gate = createGate();
    const world = await makeGated({ gates: [gate] });
    gate.onCheck = async () => {
      throw new UpstreamError({ service: 'groq', kind: 'unavailable', message: 'Groq is away.' });
    };

    await expect(world.ingest()).rejects.toThrow('Groq is away.');
    expect(await world.liveTexts()).toContain('Maya lives in Lisbon.');
  });

  test('that cannot be asked about the first version warns', async () => {
    const gate = createGate();
    gate.onCheck = async () => {
      throw new UpstreamError({ service: 'groq', kind: 'unavailable', message: 'Groq is away.' });
    };
    const world = await makeWorld({ files, gates: [gate] });

    expect((await world.ingest()).warnings).toEqual([expect.stringContaining('Groq is away.')]);
  });

  test('is not asked when nothing has changed, nor in a dry run', async () => {
    const gate = createGate();
    const world = await makeGated({ gates: [gate] });
    await world.service.ingest({ isDryRun: true, signal });
    await world.write('a.txt', files['a.txt']);
    await world.ingest();

    expect(gate.seen).toHaveLength(1);
  });

  test('tells how far it is under its name', async () => {
    const gate = createGate();
    const world = await makeGated({ gates: [gate] });
    const steps: IngestProgress[] = [];

    await world.service.ingest({ isDryRun: false, signal, onProgress: (progress) => steps.push(progress) });

    expect(steps).toContainEqual({ step: 'checking', what: 'golden questions', doneCount: 1, totalCount: 2 });
  });
});

describe('the threshold', () => {
  test('is measured for every new set of chunks and kept with the version', async () => {
    const { calibrate, seen } = createCalibration({ words: 0.4 });
    const world = await makeGated({ calibrate });

    await world.ingest();

    expect(seen).toEqual([1, 2]);
    expect(await world.state.versions.active('local')).toMatchObject({ number: 2, thresholds: { words: 0.4 } });
  });

  test('is not measured again when nothing has changed', async () => {
    const { calibrate, seen } = createCalibration({ words: 0.4 });
    const world = await makeWorld({ files, calibrate });
    await world.ingest();
    await world.ingest();

    expect(seen).toEqual([1]);
    expect(await world.state.versions.activeNumber('local')).toBe(1);
  });

  test('is measured again, as a new version, when the index has begun to measure otherwise', async () => {
    const thresholds: Record<string, number> = { words: 0.4 };
    const { calibrate } = createCalibration(thresholds);
    let scale = 'words';
    const world = await makeWorld({
      files,
      calibrate,
      wrapIndex: (index) => ({ ...index, query: async (...given) => ({ ...(await index.query(...given)), scale }) }),
    });
    await world.ingest();
    scale = 'words+vectors';
    thresholds[scale] = 0.6;

    const report = await world.ingest();

    expect(report).toMatchObject({ version: 2, unchangedCount: 2, writtenCount: 0 });
    expect((await world.state.versions.active('local'))?.thresholds).toEqual({ words: 0.4, 'words+vectors': 0.6 });
  });

  test('makes no version after version when the scale cannot be measured', async () => {
    const { calibrate } = createCalibration({});
    const world = await makeWorld({ files, calibrate });
    await world.ingest();
    await world.ingest();

    expect(await world.state.versions.activeNumber('local')).toBe(1);
  });
});

test('a switch empties the answers that were kept', async () => {
  const world = await makeGated({});
  await world.state.answers.write('where', 'Lisbon', { ttlMs: 60_000, origin: { user: toUserKey('web', '1') } });

  await world.ingest();

  expect(await world.state.answers.read('where')).toBeUndefined();
});

test('a chunk that cannot be found by its own words keeps a version from going live', async () => {
  let isDeaf = false;
  const world = await makeGated({
    timing: { graceMs: 0, verifyPauseMs: 1, verifyTimeoutMs: 20 },
    wrapIndex: (index) => ({
      ...index,
      query: async (...given) => ({ ...(await index.query(...given)), ...(isDeaf && { passages: [] }) }),
    }),
  });
  isDeaf = true;

  await expect(world.ingest()).rejects.toMatchObject({ kind: 'timeout' });
  expect(await world.liveTexts()).toContain('Maya lives in Lisbon.');
});

interface ScriptedGate extends VersionGate {
  findings: readonly GateFinding[];
  onCheck: (candidate: Candidate) => Promise<void>;
  readonly seen: { readonly number: number; readonly activeNumber: number | undefined }[];
}

function createGate(): ScriptedGate {
  const gate: ScriptedGate = {
    name: 'golden questions',
    findings: [],
    onCheck: async () => {},
    seen: [],
    async check(candidate, { active, onProgress }) {
      gate.seen.push({ number: candidate.version.number, activeNumber: active?.number });
      onProgress?.(1, 2);
      await gate.onCheck(candidate);
      return gate.findings;
    },
  };
  return gate;
}

function createCalibration(thresholds: Readonly<Record<string, number>>) {
  const seen: number[] = [];
  const calibrate = async ({ version }: Candidate): Promise<Readonly<Record<string, number>>> => {
    seen.push(version.number);
    return { ...thresholds };
  };
  return { calibrate, seen };
}

/** A world with a first version and a change of it in the files. */
async function makeGated(options: WorldOptions): Promise<IngestWorld> {
  const world = await makeWorld({ files, ...options });
  await world.ingest();
  await world.write('a.txt', 'Maya lives in Porto.');
  return world;
}
