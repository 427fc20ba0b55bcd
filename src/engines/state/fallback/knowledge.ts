import type { Chunk } from '../../../core/profile/chunk.ts';
import type { ChunkStore, IndexVersion, StateStore, VectorCache, VersionStore } from '../../../core/state-store.ts';
import { thrown, toLossError } from './context.ts';
import type { FallbackContext } from './context.ts';

/** The knowledge of a store with a fallback. */
export interface FallbackKnowledge {
  readonly versions: VersionStore;
  readonly chunks: ChunkStore;
}

/** The lock under which versions are switched, and how long putting everything back may take. */
const RESTORE = { lock: 'ingest', ttlMs: 60_000 };

/**
 * What was seen last stays true while nobody can change it. A store that comes back without its knowledge is given it
 * again, by one process, before it is used.
 */
export function createFallbackKnowledge(context: FallbackContext): FallbackKnowledge {
  const { shared, availability } = context;
  const seen = new Map<string, IndexVersion>();
  let kept: readonly Chunk[] = [];

  availability.onReturn(async () => {
    for (const [name, version] of seen) {
      if (await hasLost(shared, name, version)) await restore(shared, { name, version, chunks: kept });
    }
  });
  return {
    versions: createVersions(context, seen),
    chunks: createChunks(context, (chunks) => (kept = chunks)),
  };
}

/** A version that was left by going back, or followed by another, is in the history, or a later one is. */
async function hasLost({ versions }: StateStore, name: string, version: IndexVersion): Promise<boolean> {
  return (await versions.history(name)).every(({ number }) => number < version.number);
}

async function restore(
  shared: StateStore,
  known: { readonly name: string; readonly version: IndexVersion; readonly chunks: readonly Chunk[] },
): Promise<void> {
  const { locks, versions, chunks } = shared;
  const lock = await locks.acquire(RESTORE.lock, RESTORE);
  if (lock === undefined) throw new Error('Another process is putting the knowledge back.');
  try {
    if (!(await hasLost(shared, known.name, known.version))) return;
    await chunks.put(known.chunks);
    await versions.activate(known.name, known.version, lock);
  } finally {
    await locks.release(lock);
  }
}

function createVersions(
  { shared: { versions }, availability }: FallbackContext,
  seen: Map<string, IndexVersion>,
): VersionStore {
  /** No version is ever taken away: a store without the one that was seen has lost it, and is given it again. */
  const missed = (name: string): IndexVersion | undefined => {
    const version = seen.get(name);
    if (version !== undefined) availability.report(toLossError());
    return version;
  };
  /** That nothing was ingested is no knowledge: others may have done so since. */
  const known = (name: string, cause: unknown): IndexVersion => seen.get(name) ?? thrown(cause);

  return {
    active: (name) =>
      availability.attempt(
        async () => {
          const version = await versions.active(name);
          if (version === undefined) return missed(name);
          seen.set(name, version);
          return version;
        },
        (cause) => known(name, cause),
      ),
    activeNumber: (name) =>
      availability.attempt(
        async () => (await versions.activeNumber(name)) ?? missed(name)?.number,
        (cause) => known(name, cause).number,
      ),
    history: (name) => availability.attempt(() => versions.history(name), thrown),
    activate: (name, version, lock) =>
      availability.attempt(async () => {
        const isActive = await versions.activate(name, version, lock);
        if (isActive) seen.set(name, version);
        return isActive;
      }, thrown),
  };
}

/** Whoever has a copy of the chunks goes on with it; nobody changes them alone. */
function createChunks(
  { shared: { chunks }, availability }: FallbackContext,
  keep: (listed: readonly Chunk[]) => void,
): ChunkStore {
  let listedAt: number | undefined;
  let revision: number | undefined;

  return {
    async list() {
      const at = revision;
      const found = await availability.attempt(() => chunks.list(), thrown);
      listedAt = at;
      keep(found);
      return found;
    },
    put: (written) => availability.attempt(() => chunks.put(written), thrown),
    delete: (ids) => availability.attempt(() => chunks.delete(ids), thrown),
    revision: () =>
      availability.attempt(
        async () => {
          revision = await chunks.revision();
          return revision;
        },
        // A newer one could not be read any more.
        (cause) => listedAt ?? thrown(cause),
      ),
  };
}

/** Without its vectors an index searches by words. */
export function createFallbackVectors({ shared: { vectors }, availability }: FallbackContext): VectorCache {
  return {
    read: (model, hashes) =>
      availability.attempt(
        () => vectors.read(model, hashes),
        () => new Map(),
      ),
    write: (model, written) =>
      availability.attempt(
        () => vectors.write(model, written),
        () => undefined,
      ),
    keepOnly: (model, hashes) =>
      availability.attempt(
        () => vectors.keepOnly(model, hashes),
        () => undefined,
      ),
  };
}
