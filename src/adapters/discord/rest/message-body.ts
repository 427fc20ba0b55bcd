import { MessageFlags } from 'discord.js';
import { z } from 'zod';
import { toComponents } from './buttons.ts';
import type { Button, ComponentRow } from './buttons.ts';
import type { ListedMessage, ReplyDraft, SentMessage } from './discord-api.ts';
import type { RestAnswer } from './discord-rest.ts';

/** The text of a message, for a create as well as for an edit. */
export interface MessageBody {
  readonly content: string;
  readonly flags: number;
  /** Always there: an edit without the field leaves the buttons that a message had. */
  readonly components: readonly ComponentRow[];
  /** Without it an edit falls back to a default that pings. @see https://docs.discord.com/developers/resources/message#allowed-mentions-object */
  readonly allowed_mentions: { readonly parse: readonly string[]; readonly replied_user: boolean };
}

/** Writes text that pings nobody and whose links do not unfold, with these buttons and no other under it. */
export function toMessageBody(content: string, buttons: readonly Button[] = []): MessageBody {
  return {
    content,
    flags: MessageFlags.SuppressEmbeds,
    components: toComponents(buttons),
    allowed_mentions: { parse: [], replied_user: false },
  };
}

/** Writes text in answer to a command. */
export function toReplyBody({ text, buttons, isPrivate = false }: ReplyDraft): MessageBody {
  const body = toMessageBody(text, buttons);
  return isPrivate ? { ...body, flags: body.flags | MessageFlags.Ephemeral } : body;
}

const messageSchema = z.object({ id: z.string(), content: z.string() });

/** Reads a message as Discord gives it back. @throws {z.ZodError} */
export function parseMessage(json: unknown): SentMessage {
  const { id, content } = messageSchema.parse(json);
  return { id, text: content };
}

const listSchema = z.array(
  z.object({
    id: z.string(),
    interaction_metadata: z.object({ id: z.string(), original_response_message_id: z.string().optional() }).optional(),
  }),
);

/**
 * Reads the messages of a channel, the oldest first.
 *
 * @throws {z.ZodError}
 * @see https://docs.discord.com/developers/resources/message#message-interaction-metadata-object
 */
export function parseList(json: unknown): readonly ListedMessage[] {
  const messages = listSchema.parse(json).map(({ id, interaction_metadata: metadata }) => ({
    id,
    answers: metadata?.id,
    isFollowUp: metadata?.original_response_message_id !== undefined,
  }));
  return messages.toReversed();
}

/** Adds to a message what its call said of the bucket. */
export function toSentMessage({ value, bucket }: RestAnswer<SentMessage>): SentMessage {
  return bucket === undefined ? value : { ...value, bucket };
}
