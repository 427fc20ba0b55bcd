import { z } from 'zod';
import { AUDIENCES } from '../audience.ts';
import { toChunkId } from './chunk-id.ts';

/** A chunk as it was stored as JSON. What an earlier release wrote has no audience, and was for everybody. */
export const storedChunk = z.object({
  id: z.string().transform(toChunkId),
  key: z.string(),
  hash: z.string(),
  source: z.string(),
  title: z.string(),
  text: z.string(),
  hints: z.string(),
  link: z.string().optional(),
  audience: z.enum(AUDIENCES).default('public'),
  tags: z.array(z.string()).default([]),
  date: z.string().optional(),
});
