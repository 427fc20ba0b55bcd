import { createLocalIndex } from '../../src/engines/vector/local.ts';
import { createMemoryChunkStore } from '../fakes/memory-chunk-store.ts';
import { describeVectorIndex } from './vector-index.ts';

describeVectorIndex('local', async () => ({
  index: createLocalIndex({ chunks: createMemoryChunkStore() }),
  close: async () => {},
}));
