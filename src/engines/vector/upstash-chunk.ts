import { createHash } from 'node:crypto';

import { z } from 'zod';

import { AUDIENCES } from '../../core/audience.ts';
import { toChunkId } from '../../core/profile/chunk-id.ts';
import type { Chunk } from '../../core/profile/chunk.ts';

/** A vector as it is written: Upstash embeds `data`. */
export interface UpstashVector {
  readonly id: string;
  readonly data: string;
  readonly metadata: Record<string, unknown>;
}

/** A vector as it comes back. Anything may have written it, so nothing but the id is sure. */
export const storedVector = z.object({
  id: z.coerce.string(),
  data: z.string().nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
});

const ownMetadata = z.object({
  key: z.string(),
  hash: z.string(),
  source: z.string(),
  title: z.string(),
  hints: z.string(),
  link: z.string().optional(),
  audience: z.enum(AUDIENCES).default('public'),
  tags: z.array(z.string()).default([]),
  date: z.string().optional(),
});

const text = z.string().optional().catch(undefined);
/** Where other programs commonly put things. */
const foreignMetadata = z.object({
  title: text,
  name: text,
  source: text,
  text,
  content: text,
  link: z
    .url({ protocol: /^https?$/ })
    .optional()
    .catch(undefined),
});

/** Writes a chunk: the title goes into the embedded text, the rest beside it. */
export function toUpstashVector({ id, text: body, ...rest }: Chunk): UpstashVector {
  const given = Object.entries(rest).filter(([, value]) => value !== undefined);
  return { id, data: `${rest.title}\n${body}`, metadata: Object.fromEntries(given) };
}

/** Reads a chunk back. One that another program wrote gets its title and text from wherever they may be. */
export function fromUpstashVector({ id, data, metadata }: z.infer<typeof storedVector>): Chunk {
  const own = ownMetadata.safeParse(metadata);
  const body = data ?? '';
  if (!own.success) return fromForeign(id, body, foreignMetadata.parse(metadata ?? {}));
  const opening = `${own.data.title}\n`;
  return { id: toChunkId(id), ...own.data, text: body.startsWith(opening) ? body.slice(opening.length) : body };
}

function fromForeign(id: string, data: string, metadata: z.infer<typeof foreignMetadata>): Chunk {
  const title = metadata.title ?? metadata.name ?? id;
  const body = data === '' ? (metadata.text ?? metadata.content ?? '') : data;
  const hash = createHash('sha256').update(`${title}\n${body}`).digest('hex');
  const link = metadata.link === undefined ? {} : { link: metadata.link };
  return {
    id: toChunkId(id),
    key: id,
    hash,
    source: metadata.source ?? 'upstash',
    title,
    text: body,
    hints: '',
    audience: 'public',
    tags: [],
    ...link,
  };
}
