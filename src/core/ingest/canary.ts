import { toTerms } from '../../support/words.ts';
import type { Chunk } from '../profile/chunk.ts';
import type { IngestParts } from './ingest-parts.ts';

/** More would tell no more: a chunk is found by its own words, or the index is not ready. */
const MAX_CANARIES = 3;
const MAX_WORDS = 40;
/** Fewer content words than this are no fair question: `It is.` at a place called `A` has none. */
const MIN_TERMS = 3;

/** What asking for chunks by their own words brought. */
export interface CanaryResult {
  /** How many did not come back. */
  readonly lostCount: number;
  /** As in `QueryResult`; nothing when there was nothing to ask with. */
  readonly scale: string | undefined;
}

/** Asks for a few of these chunks by their own words. */
export async function askCanaries(
  { index }: IngestParts,
  chunks: readonly Chunk[],
  signal: AbortSignal,
): Promise<CanaryResult> {
  let lostCount = 0;
  let scale: string | undefined;
  for (const canary of pickCanaries(chunks)) {
    // Alone, since entries that are nearly alike may crowd each other out.
    const live = new Set([canary.id]);
    const result = await index.query(toQuestion(canary), { topK: 1, live, filter: { audience: 'owner' }, signal });
    scale = result.scale;
    if (!result.passages.some(({ chunk }) => chunk.id === canary.id)) lostCount += 1;
  }
  return { lostCount, scale };
}

/** A few that lie far apart and have words enough. */
function pickCanaries(chunks: readonly Chunk[]): readonly Chunk[] {
  const stride = Math.max(1, Math.floor(chunks.length / MAX_CANARIES));
  return Array.from({ length: MAX_CANARIES }, (_, at) => chunks.slice(at * stride, (at + 1) * stride)).flatMap(
    (part) => part.find((chunk) => new Set(toTerms(toQuestion(chunk))).size >= MIN_TERMS) ?? [],
  );
}

function toQuestion({ title, text }: Chunk): string {
  return `${title} ${text}`.split(/\s+/, MAX_WORDS).join(' ');
}
