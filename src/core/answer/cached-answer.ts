import { z } from 'zod';
import { AUDIENCES } from '../audience.ts';
import type { Audience } from '../audience.ts';
import type { Passage } from '../profile/chunk.ts';
import { storedChunk } from '../profile/stored-chunk.ts';
import type { Json } from '../state-store.ts';
import type { AnswerDone, Source } from './answer-event.ts';

/** A whole answer, with nothing of the person who asked but the words of the answer itself. */
export interface CachedAnswer {
  /** Of the place that it was written for. */
  readonly audience: Audience;
  readonly text: string;
  readonly passages: readonly Passage[];
  readonly sources: readonly Source[];
}

/** The largest answer that is kept, as JSON, in UTF-16 code units: some three times the usual one with its passages. */
const MAX_ENTRY_CHARS = 64_000;

const cachedAnswer = z.object({
  audience: z.enum(AUDIENCES),
  text: z.string().min(1),
  passages: z.array(z.object({ chunk: storedChunk, score: z.number() })).min(1),
  sources: z.array(
    z.object({
      number: z.int(),
      title: z.string(),
      link: z.string().optional(),
      file: z.string(),
      text: z.string(),
    }),
  ),
});
const json: z.ZodType<Json> = z.json();

/** Reads what {@link toStored} made; gives nothing for what another release may have left. */
export function fromStored(stored: Json): CachedAnswer | undefined {
  return cachedAnswer.safeParse(stored).data;
}

/** Gives nothing for an answer that is too large to keep. */
export function toStored({ audience, text, passages, sources }: CachedAnswer): Json | undefined {
  const body = JSON.stringify({ audience, text, passages, sources });
  return body.length > MAX_ENTRY_CHARS ? undefined : json.parse(JSON.parse(body));
}

/** What of an answer is worth keeping; nothing of one that was not wholly written from passages. */
export function toCachedAnswer(
  audience: Audience,
  passages: readonly Passage[],
  { outcome, text, sources }: AnswerDone,
): CachedAnswer | undefined {
  if (outcome !== 'answered' || passages.length === 0 || sources.length === 0) return undefined;
  return { audience, text, passages, sources };
}
