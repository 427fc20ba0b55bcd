import { z } from 'zod';

import { parseFilter } from './filter.ts';
import type { MetadataTest } from './filter.ts';
import type { Vectors } from './vectors.ts';

/** A refusal, as the service words it. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** What a command works on. */
export interface CommandContext {
  readonly vectors: Vectors;
  /** Milliseconds until what is written can be asked for. */
  readonly lagMs: number;
  /** Whether the index has sparse vectors beside the dense ones. */
  readonly isHybrid: boolean;
}

/** One command of the REST API. */
export interface Command {
  readonly isWrite: boolean;
  run(body: unknown, context: CommandContext): unknown;
}

const MAX_BATCH = 1000;
const MAX_DATA_BYTES = 1_000_000;
const MAX_METADATA_BYTES = 48_000;

const vector = z.object({
  id: z.string().min(1),
  data: z.string().min(1).max(MAX_DATA_BYTES),
  metadata: z
    .record(z.string(), z.unknown())
    .optional()
    .refine((metadata) => JSON.stringify(metadata ?? {}).length <= MAX_METADATA_BYTES, 'metadata is over 48 KB'),
});
const upsertBody = z.union([vector.transform((one) => [one]), z.array(vector).min(1).max(MAX_BATCH)]);
const include = { includeData: z.boolean().optional(), includeMetadata: z.boolean().optional() };
const queryBody = z.strictObject({
  data: z.string().min(1),
  topK: z.number().int().min(1).max(MAX_BATCH),
  filter: z.string().min(1).optional(),
  queryMode: z.enum(['HYBRID', 'DENSE', 'SPARSE']).optional(),
  fusionAlgorithm: z.enum(['RRF', 'DBSF']).optional(),
  weightingStrategy: z.literal('IDF').optional(),
  includeVectors: z.boolean().optional(),
  ...include,
});
const rangeBody = z.object({
  cursor: z.coerce.number().int().min(0),
  limit: z.number().int().min(1).max(MAX_BATCH),
  prefix: z.string().optional(),
  ...include,
});
const idsBody = z.union([
  z.object({ ids: z.array(z.string()).max(MAX_BATCH) }).transform(
    ({ ids }) =>
      (id: string) =>
        ids.includes(id),
  ),
  z.object({ prefix: z.string().min(1) }).transform(
    ({ prefix }) =>
      (id: string) =>
        id.startsWith(prefix),
  ),
]);
const fetchBody = z.object({ ids: z.array(z.string()).max(MAX_BATCH), ...include });

interface Included {
  readonly includeData?: boolean | undefined;
  readonly includeMetadata?: boolean | undefined;
}

/** @see https://upstash.com/docs/vector/api/endpoints */
export const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['upsert-data', write((body, { vectors, lagMs }) => (vectors.write(parse(upsertBody, body), lagMs), 'Success'))],
  ['delete', write((body, { vectors }) => ({ deleted: vectors.remove(parse(idsBody, body)) }))],
  ['reset', write((_body, { vectors }) => (vectors.remove(() => true), 'Success'))],
  [
    'query-data',
    read((body, { vectors, isHybrid }) => {
      const { data, topK, filter, queryMode, ...included } = parse(queryBody, body);
      if (queryMode !== undefined && !isHybrid) throw new CommandError('queryMode is for hybrid indexes');
      const mode = isHybrid ? (queryMode ?? 'HYBRID') : 'DENSE';
      const found = vectors.nearest(data, { topK, mode, isMeant: toTest(filter) });
      return found.map(({ score, ...rest }) => ({ ...pick(rest, included), score }));
    }),
  ],
  [
    'range',
    read((body, { vectors }) => {
      const { cursor, limit, prefix = '', ...included } = parse(rangeBody, body);
      const meant = vectors.all().filter(({ id }) => id.startsWith(prefix));
      const end = cursor + limit;
      const nextCursor = end < meant.length ? String(end) : '';
      return { nextCursor, vectors: meant.slice(cursor, end).map((one) => pick(one, included)) };
    }),
  ],
  [
    'fetch',
    read((body, { vectors }) => {
      const { ids, ...included } = parse(fetchBody, body);
      const byId = new Map(vectors.all().map((one) => [one.id, one]));
      return ids.map((id) => {
        const found = byId.get(id);
        return found === undefined ? null : pick(found, included);
      });
    }),
  ],
  ['info', read((_body, { vectors, isHybrid }) => toInfo(vectors, isHybrid))],
]);

function toTest(filter: string | undefined): MetadataTest {
  if (filter === undefined) return () => true;
  try {
    return parseFilter(filter);
  } catch (error) {
    throw new CommandError(String(error));
  }
}

function toInfo(vectors: Vectors, isHybrid: boolean) {
  const counts = vectors.counts();
  return {
    ...counts,
    indexSize: 0,
    dimension: 1024,
    similarityFunction: 'COSINE',
    denseIndex: { dimension: 1024, similarityFunction: 'COSINE', embeddingModel: 'BGE_LARGE_EN_V1_5' },
    ...(isHybrid && { sparseIndex: { embeddingModel: 'BM25' } }),
    namespaces: { '': counts },
  };
}

function pick(
  { id, data, metadata }: { readonly id: string; readonly data?: unknown; readonly metadata?: unknown },
  { includeData, includeMetadata }: Included,
) {
  return { id, ...(includeData === true && { data }), ...(includeMetadata === true && { metadata }) };
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw new CommandError(parsed.error.message);
  return parsed.data;
}

function read(run: Command['run']): Command {
  return { isWrite: false, run };
}

function write(run: Command['run']): Command {
  return { isWrite: true, run };
}
