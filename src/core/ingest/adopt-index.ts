import { InputError } from '../errors.ts';
import type { Chunk, Persona } from '../profile/chunk.ts';
import { toPublicHosts } from '../profile/hosts.ts';
import type { Profile } from '../profile/load-profile.ts';
import { UNNAMED_PERSONA } from '../profile/persona.ts';
import type { IndexVersion } from '../state-store.ts';
import { calibrateVersion } from './check-version.ts';
import { toNextNumber } from './compare-files.ts';
import { withIngestLock } from './ingest-lock.ts';
import type { IngestParts } from './ingest-parts.ts';
import { readProfile } from './read-profile.ts';
import { switchVersion } from './switch-version.ts';

/** Records what another process has put into the index as the version that readers see; writes nothing to the index. */
export async function adoptIndex(parts: IngestParts, stored: readonly Chunk[], signal: AbortSignal): Promise<void> {
  const { index, state, clock, logger } = parts;
  await withIngestLock(parts, signal, async (lock) => {
    const profile = await readFiles(parts, signal);
    const chunks = chooseWordings(stored, profile?.chunks ?? []);
    const history = await state.versions.history(index.name);
    const number = toNextNumber(history);
    const draft: IndexVersion = {
      number,
      createdAt: clock.now(),
      chunkIds: chunks.map(({ id }) => id),
      persona: toPersona(profile),
      hosts: toPublicHosts(chunks),
      thresholds: {},
    };
    const thresholds = await calibrateVersion(parts, { version: draft, chunks }, { signal, onProgress: () => {} });
    await switchVersion(parts, lock, { ...draft, thresholds });
    logger.info({ event: 'ingest.adopted', index: index.name, version: number, chunkCount: chunks.length });
  });
}

/**
 * The process that filled the index may have left earlier versions there to go back to, and only its own state says which
 * chunks are live. The files tell, where they are here: all that they say, if all of it is in the index; otherwise their
 * wording of each place that is there in several.
 */
function chooseWordings(stored: readonly Chunk[], fromFiles: readonly Chunk[]): readonly Chunk[] {
  const ids = new Set(fromFiles.map(({ id }) => id));
  const current = stored.filter(({ id }) => ids.has(id));
  if (fromFiles.length > 0 && current.length === fromFiles.length) return current;
  const decidedKeys = new Set(current.map(({ key }) => key));
  return stored.filter(({ id, key }) => ids.has(id) || !decidedKeys.has(key));
}

/** The files may be elsewhere when the index is a hosted one. */
async function readFiles({ dataDir, documents }: IngestParts, signal: AbortSignal): Promise<Profile | undefined> {
  try {
    return await readProfile({ dataDir, previousPersona: undefined, documents, signal });
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof InputError)) throw error;
    return undefined;
  }
}

function toPersona(profile: Profile | undefined): Persona {
  return profile?.persona ?? UNNAMED_PERSONA;
}
