import { MessageType } from 'discord.js';
import type { Message } from 'discord.js';

/** A message that is meant for the twin. */
export interface AskedMessage {
  readonly id: string;
  readonly channelId: string;
  readonly userId: string;
  /** Nothing in a DM. */
  readonly guildId: string | null;
  readonly isDm: boolean;
  /** Without the mention of the twin; may be empty. */
  readonly question: string;
}

/**
 * Reads a message that a person wrote to the twin: in a DM, or with a mention of it, which a reply with its ping on has,
 * too. `@everyone` and roles are no mention of it. Gives nothing for every other message, and for all that bots write.
 */
export function toAskedMessage(message: Message, botId: string): AskedMessage | undefined {
  const { author, webhookId, type, mentions, content, id, channelId, guildId } = message;
  if (author.bot || author.system || webhookId !== null) return undefined;
  if (type !== MessageType.Default && type !== MessageType.Reply) return undefined;
  const isDm = guildId === null;
  if (!isDm && !mentions.users.has(botId)) return undefined;
  const question = content.replaceAll(new RegExp(`<@!?${botId}>`, 'g'), ' ').trim();
  return { id, channelId, userId: author.id, guildId, isDm, question };
}
