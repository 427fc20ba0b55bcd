import { InputError } from '../errors.ts';
import type { DocumentReader } from '../ports.ts';
import type { Persona } from '../profile/chunk.ts';
import { loadProfile } from '../profile/load-profile.ts';
import type { Profile } from '../profile/load-profile.ts';
import type { SourceFault } from './ingest-service.ts';

const MAX_NAMED_FAULTS = 3;

/**
 * Reads the files of `DATA_DIR`, at least one of them.
 *
 * @throws {InputError} the folder cannot be opened or holds no file that can be read; says what to do
 */
export async function readProfile(options: {
  readonly dataDir: string;
  readonly previousPersona: Persona | undefined;
  readonly documents: DocumentReader | undefined;
  readonly signal: AbortSignal;
}): Promise<Profile> {
  const profile = await loadProfile(options).catch((error: unknown) => {
    options.signal.throwIfAborted();
    throw new InputError('The data folder cannot be opened. Check DATA_DIR and its permissions.', { cause: error });
  });
  if (profile.fileCount === 0) throw new InputError(toNoFileMessage(profile.faults));
  return profile;
}

function toNoFileMessage(faults: readonly SourceFault[]): string {
  if (faults.length === 0)
    return 'The data folder holds no .json, .md or .txt file, and no PDF, DOCX or HTML either. Add one.';
  const named = faults.slice(0, MAX_NAMED_FAULTS).map(({ path, reason }) => `${path}: ${reason}`);
  const more = faults.length - named.length;
  return `No file could be read. ${named.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`;
}
