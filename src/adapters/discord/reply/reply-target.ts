import { z } from 'zod';
import type { Json } from '../../../core/state-store.ts';
import type { InteractionRef } from '../rest/discord-api.ts';

/** A person's command, and where it was given. */
export interface CommandPlace {
  readonly interaction: InteractionRef;
  readonly channelId: string;
  readonly userId: string;
  readonly isPrivate: boolean;
  /** Whether the bot may read there what stands there, its own follow-ups among it. */
  readonly isReadable: boolean;
  /** Epoch ms. */
  readonly createdAt: number;
}

/** A person's message, and where it stands. */
export interface MessagePlace {
  readonly channelId: string;
  readonly messageId: string;
}

/**
 * Where the messages of a reply are, for the journal. `messageIds` are the answer's own, in order; those before the
 * last are finished.
 */
export type ReplyTarget =
  | (CommandPlace & {
      readonly kind: 'command';
      readonly messageIds: readonly string[];
      /** Whether the ending in the journal is for the one who gave the command alone. */
      readonly isTold?: boolean | undefined;
    })
  | (MessagePlace & { readonly kind: 'message'; readonly messageIds: readonly string[]; readonly nonce: string });

const messageIds = z.array(z.string());

const targetSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('command'),
    interaction: z.object({ id: z.string(), applicationId: z.string(), token: z.string() }),
    channelId: z.string(),
    userId: z.string(),
    isPrivate: z.boolean(),
    isReadable: z.boolean().default(false),
    createdAt: z.number(),
    messageIds,
    isTold: z.boolean().optional(),
  }),
  z.object({ kind: z.literal('message'), channelId: z.string(), messageId: z.string(), messageIds, nonce: z.string() }),
]);

/** A {@link ReplyTarget} as JSON. */
type CommandTarget = { readonly [key: string]: Json };

/** Where somebody who gave a command waits while nothing is shown. */
export function toCommandTarget(
  { interaction, ...place }: CommandPlace,
  { isTold }: { readonly isTold: boolean } = { isTold: false },
): CommandTarget {
  return { kind: 'command', ...place, interaction: { ...interaction }, messageIds: [], isTold };
}

/** Where somebody who wrote a message waits while nothing is shown; the messages of the answer are found by its id. */
export function toMessageTarget({ channelId, messageId }: MessagePlace): Json {
  return { kind: 'message', channelId, messageId, nonce: messageId, messageIds: [] };
}

/** Reads what an earlier process wrote. @throws {z.ZodError} it is not a target */
export function parseReplyTarget(json: Json): ReplyTarget {
  return targetSchema.parse(json);
}

/** The life of an interaction's token. @see https://docs.discord.com/developers/interactions/receiving-and-responding */
const TOKEN_LIFE_MS = 15 * 60_000;
/** The token is given up a little before its end, so that a request on its way does not meet it. */
const MARGIN_MS = 20_000;

/** Whether the interaction's own token still lets its messages be written. */
export function isTokenAlive({ createdAt }: CommandPlace, now: number): boolean {
  return now < createdAt + TOKEN_LIFE_MS - MARGIN_MS;
}

/** Epoch ms after which nobody waits for the end of a reply any more. Discord itself sets no end to the bot's own messages. */
export function toExpiresAt(createdAt: number): number {
  const dayMs = 24 * 60 * 60_000;
  return createdAt + dayMs;
}
