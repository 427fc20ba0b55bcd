import { z } from 'zod';
import type { IndexVersion, JournalEntry, Json, StoredTurn } from '../../core/state-store.ts';
import { toChunkId } from '../../core/profile/chunk-id.ts';
import type { Chunk } from '../../core/profile/chunk.ts';
import { storedChunk } from '../../core/profile/stored-chunk.ts';
import { fromStoredTenantKey, fromStoredUserKey, toTurnId } from '../../core/turn.ts';

const chunkId = z.string().transform(toChunkId);

const json: z.ZodType<Json> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(json), z.record(z.string(), json)]),
);

const storedSource = z.object({
  number: z.number(),
  chunkId,
  title: z.string(),
  link: z.string().optional(),
  file: z.string(),
  text: z.string(),
});

const storedTurn = z.object({
  question: z.string(),
  answer: z.string(),
  turnId: z.string().transform(toTurnId).optional(),
  sources: z.array(storedSource).optional(),
  citedTitles: z.array(z.string()),
  at: z.number(),
});

const journalEntry = z.object({
  turnId: z.string().transform(toTurnId),
  face: z.enum(['discord', 'slack', 'web', 'cli', 'mcp']),
  user: z.string().transform(fromStoredUserKey),
  tenant: z.string().transform(fromStoredTenantKey).optional(),
  target: json,
  shownText: z.string(),
  ending: z.array(z.string()).optional(),
  expiresAt: z.number(),
});

const indexVersion = z.object({
  number: z.number(),
  createdAt: z.number(),
  chunkIds: z.array(chunkId),
  persona: z.object({ name: z.string(), headline: z.string(), suggestions: z.array(z.string()) }),
  hosts: z.array(z.string()),
  thresholds: z.record(z.string(), z.number()).default({}),
});

/** Reads back what was stored as JSON, whatever it is. */
export function parseJson(text: string): Json {
  return json.parse(JSON.parse(text));
}

/** Reads back a chunk that was stored as JSON. */
export function parseChunk(text: string): Chunk {
  return storedChunk.parse(JSON.parse(text));
}

/** Reads back a turn that was stored as JSON. */
export function parseStoredTurn(text: string): StoredTurn {
  return storedTurn.parse(JSON.parse(text));
}

/** Reads back a journal entry that was stored as JSON. */
export function parseJournalEntry(text: string): JournalEntry {
  return journalEntry.parse(JSON.parse(text));
}

/** Reads back a version that was stored as JSON. */
export function parseIndexVersion(text: string): IndexVersion {
  return indexVersion.parse(JSON.parse(text));
}
