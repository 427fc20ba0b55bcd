import { z } from 'zod';
import { apiFaults } from './api-fault.ts';
import { componentRows } from './components.ts';

/** The fields of a create or an edit that the fake knows; any other is refused. */
const messageBodySchema = z.strictObject({
  content: z.string().optional(),
  flags: z.number().int().optional(),
  components: componentRows.optional(),
  nonce: z.string().max(25).optional(),
  enforce_nonce: z.boolean().optional(),
  /** Sent with every message that discord.js itself writes. */
  tts: z.literal(false).optional(),
  allowed_mentions: z
    .strictObject({
      parse: z.array(z.string()).optional(),
      users: z.array(z.string()).optional(),
      roles: z.array(z.string()).optional(),
      replied_user: z.boolean().optional(),
    })
    .optional(),
  message_reference: z.strictObject({ message_id: z.string(), fail_if_not_exists: z.boolean().optional() }).optional(),
});

/** The body of a create or an edit. */
export type MessageBody = z.infer<typeof messageBodySchema>;

/** The most that one message holds. */
const MAX_CONTENT_CHARS = 2000;

/**
 * Reads a body as strictly as Discord does.
 *
 * @throws {ApiFault} 50035 unknown field or over 2,000 characters; 50006 nothing to show
 * @see https://docs.discord.com/developers/resources/message#create-message
 */
export function parseMessageBody(json: unknown): MessageBody {
  const { data, error } = messageBodySchema.safeParse(json);
  if (data === undefined) throw apiFaults.badForm(error.message);
  if (data.content !== undefined && data.content.length > MAX_CONTENT_CHARS) throw apiFaults.tooLong();
  if (data.content === undefined || data.content.trim() === '') throw apiFaults.emptyMessage();
  return data;
}

/** Whether this body can ping anybody. An edit without the field falls back to a default that can. */
export function canPing({ allowed_mentions: allowed }: MessageBody): boolean {
  if (allowed?.parse === undefined) return true;
  const named = [...allowed.parse, ...(allowed.users ?? []), ...(allowed.roles ?? [])];
  return named.length > 0 || allowed.replied_user === true;
}
