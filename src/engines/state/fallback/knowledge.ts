import type { Chunk } from '../../../core/profile/chunk.ts';
import type { ChunkStore, IndexVersion, StateStore, VectorCache, VersionStore } from '../../../core/state-store.ts';
import { thrown } from './context.ts';
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
      if ((await shared.versions.activeNumber(name)) === 0) await restore(shared, { name, version, chunks: kept });
    }
  });
  return {
    versions: createVersions(context, seen),
    chunks: createChunks(context, (chunks) => (kept = chunks)),
  };
}

async function restore(
  { locks, versions, chunks }: StateStore,
  known: { readonly name: string; readonly version: IndexVersion; readonly chunks: readonly Chunk[] },
): Promise<void> {
  const lock = await locks.acquire(RESTORE.lock, RESTORE);
  if (lock === undefined) throw new Error('Another process is putting the knowledge back.');
  try {
    if ((await versions.activeNumber(known.name)) > 0) return;
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
  /** That nothing was ingested is no knowledge: others may have done so since. */
  const known = (name: string, cause: unknown): IndexVersion => seen.get(name) ?? thrown(cause);

  return {
    active: (name) =>
      availability.attempt(
        async () => {
          const version = await versions.active(name);
          if (version !== undefined) seen.set(name, version);
          return version;
        },
        (cause) => known(name, cause),
      ),
    activeNumber: (name) =>
      availability.attempt(
        () => versions.activeNumber(name),
        (cause) => known(name, cause).number,
      ),
    history: (name) => availability.attempt(() => versions.history(name), thrown),
    activate: (name, version, lock) => availability.attempt(() => versions.activate(name, version, lock), thrown),
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
