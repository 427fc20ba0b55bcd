// One ingest of the built program on its embedded engine, which is ended at a given moment as a crash would:
//   node interrupted-ingest.mjs DATA_DIR STATE_FILE SIGNAL MOMENT
// There is a moment before every call that matters to others: nothing changes for them between it and the call before.
// MOMENT is its number, from 1, or the name of the call.
import { createIngestService } from '../../dist/core/ingest/create-ingest-service.js';
import { createSqliteState } from '../../dist/engines/state/sqlite.js';
import { createLocalIndex } from '../../dist/engines/vector/local.js';
import { systemClock } from '../../dist/support/clock.js';

const [dataDir, path, signal, wanted] = process.argv.slice(2);
let count = 0;

function pass(name) {
  count += 1;
  if (wanted === String(count) || wanted === name) process.kill(process.pid, signal);
}

function watched(part, ...names) {
  const wrap = (name) => {
    const call = part[name].bind(part);
    return async (...given) => {
      pass(name);
      return call(...given);
    };
  };
  return { ...part, ...Object.fromEntries(names.map((name) => [name, wrap(name)])) };
}

const log = { debug() {}, info() {}, warn() {}, error() {}, fatal() {}, child: () => log };
const state = createSqliteState({ path, clock: systemClock });
const index = watched(createLocalIndex({ chunks: watched(state.chunks, 'put', 'delete') }), 'list');
const service = createIngestService({
  dataDir,
  index,
  state: {
    ...state,
    versions: watched(state.versions, 'activate'),
    locks: watched(state.locks, 'acquire', 'release'),
    answers: watched(state.answers, 'clear'),
  },
  clock: systemClock,
  logger: log,
  calibrate: watched({ calibrate: async () => ({ words: 0.2 }) }, 'calibrate').calibrate,
  gates: [watched({ name: 'questions', check: async () => [] }, 'check')],
  timing: { graceMs: 20 },
});

try {
  await service.ingest({ isDryRun: false, signal: AbortSignal.timeout(30_000) });
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
} finally {
  await state[Symbol.asyncDispose]();
}
