// Asks a filled state file with the built program, in plain Node.js and nothing else, so that time and memory are what a
// user has: node scripts/retrieval/ask-built.mjs STATE_FILE vectors|words, with the questions as JSON on stdin.
import { json } from 'node:stream/consumers';

const startedAt = performance.now();
const [{ createSqliteState }, { createLocalIndex }, { createEnergeticEmbedder }, { systemClock }, { createLogger }] =
  await Promise.all([
    import('../../dist/engines/state/sqlite.js'),
    import('../../dist/engines/vector/local.js'),
    import('../../dist/engines/embedding/energetic.js'),
    import('../../dist/support/clock.js'),
    import('../../dist/support/logger.js'),
  ]);

const [path, mode] = process.argv.slice(2);
const { signal } = new AbortController();
const logger = createLogger({ level: 'silent' });
const state = createSqliteState({ path, clock: systemClock });
const embedder = mode === 'vectors' ? createEnergeticEmbedder({ clock: systemClock, logger }) : undefined;
const index = createLocalIndex({ chunks: state.chunks, vectors: state.vectors, embedder });
const { detail } = await index.status({ signal });
const readyMs = performance.now() - startedAt;
if (mode === 'vectors' && !detail.startsWith('words + vectors')) throw new Error(`The index says: ${detail}`);

const times = [];
for (const question of await json(process.stdin)) {
  const askedAt = performance.now();
  await index.query(question, { topK: 16, live: 'all', filter: { audience: 'owner' }, signal });
  times.push(performance.now() - askedAt);
}
process.stdout.write(JSON.stringify({ readyMs, times, residentBytes: process.memoryUsage().rss }));
await index[Symbol.asyncDispose]();
await embedder?.[Symbol.asyncDispose]();
await state[Symbol.asyncDispose]();
