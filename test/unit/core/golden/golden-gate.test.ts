import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Audience } from '../../../../src/core/audience.ts';
import { UpstreamError } from '../../../../src/core/errors.ts';
import { createGoldenGate } from '../../../../src/core/golden/golden-gate.ts';
import type { GateFinding, VersionGate } from '../../../../src/core/ingest/version-gate.ts';
import type { Candidate } from '../../../../src/core/ingest/version-gate.ts';
import type { VectorIndex } from '../../../../src/core/ports.ts';
import { toChunk } from '../../../../src/core/profile/chunk-id.ts';
import { loadProfile } from '../../../../src/core/profile/load-profile.ts';
import { createExtractiveGenerator } from '../../../../src/engines/llm/extractive.ts';
import { createLocalIndex } from '../../../../src/engines/vector/local.ts';
import { systemClock } from '../../../../src/support/clock.ts';
import { createMemoryChunkStore } from '../../../fakes/memory-chunk-store.ts';
import { createRecordedLogger } from '../../../fakes/recorded-logger.ts';

const JOINED = '{"question": "When did Maya start at Lumenfold Robotics?", "contains": ["2019"]}';
const BOAT = '{"question": "What is the boat called?", "contains": ["Heron"]}';
const SALARY = '{"question": "What is the salary?", "unknown": true}';
const NOTE = '# Work\n\nMaya started at Lumenfold Robotics in 2019.\n\n# Boat\n\nThe boat is called Heron.';

test('a version that answers every question has no findings', async () => {
  const { gate, write } = await makeWorld([JOINED, BOAT, SALARY]);

  const candidate = await write(NOTE);

  expect(await check(gate, { candidate })).toEqual([]);
});

test('a question that a changed fact breaks is named with what its answer lacks', async () => {
  const { gate, write } = await makeWorld([JOINED, BOAT]);
  const active = await write(NOTE);

  const candidate = await write(NOTE.replace('2019', '2020'));

  expect(await check(gate, { candidate, active })).toEqual([
    { problem: '“When did Maya start at Lumenfold Robotics?” no longer says “2019”.', isOld: false },
  ]);
});

test('a question that a removed fact breaks is no longer answered', async () => {
  const { gate, write } = await makeWorld([JOINED, BOAT]);
  const active = await write(NOTE);

  const candidate = await write('# Boat\n\nThe boat is called Heron.');

  expect(await check(gate, { candidate, active })).toEqual([
    { problem: '“When did Maya start at Lumenfold Robotics?” is no longer answered.', isOld: false },
  ]);
});

test('what must stay unknown is named when a file begins to tell it', async () => {
  const { gate, write } = await makeWorld([SALARY]);
  const active = await write(NOTE);

  const candidate = await write(`${NOTE}\n\n# Salary\n\nThe salary of Maya is 100 shells.`);

  expect(await check(gate, { candidate, active })).toEqual([
    { problem: '“What is the salary?” is now answered, although it must be unknown.', isOld: false },
  ]);
});

test('what the live version answers no better is old', async () => {
  const { gate, write } = await makeWorld([JOINED]);
  const active = await write(NOTE.replace('2019', '2020'));

  const candidate = await write(NOTE.replace('2019', '2021'));

  expect(await check(gate, { candidate, active })).toEqual([
    { problem: '“When did Maya start at Lumenfold Robotics?” does not say “2019”.', isOld: true },
  ]);
});

test('while nothing is live, no finding keeps the twin from starting', async () => {
  const { gate, write } = await makeWorld([JOINED]);

  const candidate = await write(NOTE.replace('2019', '2020'));

  expect(await check(gate, { candidate })).toEqual([expect.objectContaining({ isOld: true })]);
});

test('a question is asked for its own audience, and after what was asked before', async () => {
  const { gate, write } = await makeWorld([
    '{"question": "What is the boat called?", "unknown": true}',
    '{"question": "What is the boat called?", "contains": ["Heron"], "audience": "owner"}',
    '{"question": "What is it called?", "contains": ["Heron"], "audience": "owner", "after": ["Do you have a boat?"]}',
  ]);

  const candidate = await write('# Boat\n\nThe boat is called Heron.', { audience: 'owner' });

  expect(await check(gate, { candidate })).toEqual([]);
});

test('lines that cannot be read stop what would replace a live version, and are named', async () => {
  const { gate, write } = await makeWorld([JOINED, 'What is the boat called?']);
  const active = await write(NOTE);

  const findings = await check(gate, { candidate: active, active });

  expect(findings).toEqual([
    { problem: expect.stringMatching(/^golden\.jsonl: line 2: this is no JSON/), isOld: false },
  ]);
});

test('without the file nothing is asked', async () => {
  const { gate, write, counts } = await makeWorld();

  const findings = await check(gate, { candidate: await write('Nothing to see.') });

  expect(findings).toEqual([]);
  expect(counts.queries).toBe(0);
});

test('an index that cannot be asked fails the check, and no question', async () => {
  const { write, index, gateOn } = await makeWorld([JOINED]);
  const away = new UpstreamError({ service: 'upstash', kind: 'unavailable', message: 'Upstash is away.' });
  const candidate = await write(NOTE);

  const checking = check(gateOn({ ...index, query: () => Promise.reject(away) }), { candidate });

  await expect(checking).rejects.toBe(away);
});

test('an ingest that is ended ends the check', async () => {
  const { gate, write } = await makeWorld([JOINED]);
  const candidate = await write(NOTE);
  const signal = AbortSignal.abort(new Error('The process ends.'));

  await expect(gate.check(candidate, { active: undefined, signal })).rejects.toThrow('The process ends.');
});

test('progress counts the questions', async () => {
  const { gate, write } = await makeWorld([JOINED, BOAT]);
  const candidate = await write(NOTE);
  const told: string[] = [];

  await check(gate, { candidate, onProgress: (done, total) => told.push(`${done}/${total}`) });

  expect(told).toEqual(['0/2', '1/2', '2/2']);
});

interface World {
  readonly index: VectorIndex;
  readonly gate: VersionGate;
  readonly counts: { queries: number };
  readonly gateOn: (index: VectorIndex) => VersionGate;
  /** Writes a version of the only file into the index, beside what is there. */
  readonly write: (note: string, options?: { readonly audience: Audience }) => Promise<Candidate>;
}

async function makeWorld(lines?: readonly string[]): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'asktwin-gate-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const dataDir = join(folder, 'data');
  await mkdir(dataDir);
  if (lines !== undefined) await writeFile(join(dataDir, 'golden.jsonl'), lines.join('\n'));
  const signal = AbortSignal.timeout(120_000);
  const counts = { queries: 0 };
  const local = createLocalIndex({ chunks: createMemoryChunkStore() });
  const index: VectorIndex = {
    ...local,
    query(text, options) {
      counts.queries += 1;
      return local.query(text, options);
    },
  };
  const gateOn = (asked: VectorIndex): VersionGate =>
    createGoldenGate({
      dataDir,
      index: asked,
      generator: createExtractiveGenerator(),
      topK: 8,
      clock: systemClock,
      logger: createRecordedLogger(),
    });
  let number = 0;
  return {
    index,
    gate: gateOn(index),
    counts,
    gateOn,
    async write(note, { audience } = { audience: 'public' }) {
      await writeFile(join(dataDir, 'note.md'), note);
      const { chunks: read, persona, hosts } = await loadProfile({ dataDir, signal });
      const chunks = read.map((chunk) => toChunk({ ...chunk, audience }));
      await index.upsert(chunks, { signal });
      number += 1;
      const chunkIds = chunks.map(({ id }) => id);
      return { chunks, version: { number, createdAt: 0, chunkIds, persona, hosts, thresholds: {} } };
    },
  };
}

function check(
  gate: VersionGate,
  {
    candidate,
    active,
    onProgress,
  }: {
    readonly candidate: Candidate;
    readonly active?: Candidate;
    readonly onProgress?: (doneCount: number, totalCount: number) => void;
  },
): Promise<readonly GateFinding[]> {
  const signal = AbortSignal.timeout(120_000);
  return gate.check(candidate, { active: active?.version, signal, ...(onProgress && { onProgress }) });
}
