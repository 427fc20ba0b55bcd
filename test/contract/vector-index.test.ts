import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createSqliteState } from '../../src/engines/state/sqlite.ts';
import { createLocalIndex } from '../../src/engines/vector/local.ts';
import { createUpstashIndex } from '../../src/engines/vector/upstash.ts';
import { systemClock } from '../../src/support/clock.ts';
import { createMemoryChunkStore } from '../fakes/memory-chunk-store.ts';
import { startUpstashFake } from '../fakes/upstash/upstash-fake.ts';
import { describeVectorIndex } from './vector-index.ts';

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

describeVectorIndex('upstash', async () => {
  const fake = await startUpstashFake();
  return { index: createUpstashIndex(fake), close: () => fake.close() };
});

describeVectorIndex('upstash, hybrid,', async () => {
  const fake = await startUpstashFake({ isHybrid: true });
  return { index: createUpstashIndex(fake), close: () => fake.close() };
});
