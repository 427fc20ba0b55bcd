import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll } from 'vitest';

import { createEnergeticEmbedder } from '../../src/engines/embedding/energetic.ts';
import { createSqliteState } from '../../src/engines/state/sqlite.ts';
import { createLocalIndex } from '../../src/engines/vector/local.ts';
import { createUpstashIndex } from '../../src/engines/vector/upstash.ts';
import { systemClock } from '../../src/support/clock.ts';
import { createMemoryChunkStore } from '../fakes/memory-chunk-store.ts';
import { createRecordedLogger } from '../fakes/recorded-logger.ts';
import { startUpstashFake } from '../fakes/upstash/upstash-fake.ts';
import { describeVectorIndex } from './vector-index.ts';

// One for all tests: each would load the model anew.
const embedder = createEnergeticEmbedder({ clock: systemClock, logger: createRecordedLogger() });
afterAll(() => embedder[Symbol.asyncDispose]());

describeVectorIndex('local', async () => ({
  index: createLocalIndex({ chunks: createMemoryChunkStore() }),
  close: async () => {},
}));

describeVectorIndex('local, on sqlite,', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'asktwin-index-'));
  const state = createSqliteState({ path: join(folder, 'state.sqlite'), clock: systemClock });
  return {
    index: createLocalIndex({ chunks: state.chunks }),
    async close() {
      await state[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
});

describeVectorIndex(
  'local, with vectors,',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'asktwin-index-'));
    const state = createSqliteState({ path: join(folder, 'state.sqlite'), clock: systemClock });
    return {
      index: createLocalIndex({ chunks: state.chunks, vectors: state.vectors, embedder }),
      async close() {
        await state[Symbol.asyncDispose]();
        await rm(folder, { recursive: true });
      },
    };
  },
  { chunkCount: 50 },
);

describeVectorIndex('upstash', async () => {
  const fake = await startUpstashFake();
  return { index: createUpstashIndex(fake), close: () => fake.close() };
});

describeVectorIndex('upstash, hybrid,', async () => {
  const fake = await startUpstashFake({ isHybrid: true });
  return { index: createUpstashIndex(fake), close: () => fake.close() };
});
