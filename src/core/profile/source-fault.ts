import type { SourceFault } from '../ingest/ingest-service.ts';

/** Nobody can tell for whom a source is: showing it, or what it said before, to everybody would be a guess. */
export class AudienceError extends Error {
  override readonly name = 'AudienceError';
}

/** The fault of a file, in the words of the error that refused it. */
export function toSourceFault(path: string, error: unknown): SourceFault {
  const reason = error instanceof Error ? error.message : 'it could not be understood';
  return { path, reason, ...(error instanceof AudienceError && { isWithdrawn: true }) };
}
