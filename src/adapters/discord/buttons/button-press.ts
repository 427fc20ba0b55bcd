import { InteractionContextType, MessageFlags } from 'discord.js';
import { audienceOfPlace } from '../audience-of-place.ts';
import { isReadable, whereabouts } from '../whereabouts.ts';
import { toConversationKey, toUserKey } from '../../../core/turn.ts';
import type { ButtonInteraction } from 'discord.js';
import type { Turn } from '../../../core/turn.ts';
import type { CommandReply } from '../commands/command-reply.ts';
import type { DiscordContext } from '../discord-context.ts';
import type { CommandPlace } from '../reply/reply-target.ts';
import type { PressedButton } from './answer-buttons.ts';

/** A button as somebody pressed it. */
export interface ButtonPress {
  readonly button: PressedButton;
  /** Whoever pressed it, and where; private when the message that holds it is. */
  readonly place: CommandPlace;
  readonly reply: CommandReply;
  /** Nothing outside of servers. */
  readonly guildId: string | null;
  /** The turn as the one who asked would ask it here and now, without its question. */
  readonly asked: Omit<Turn, 'question'>;
}

/** Times are by this machine's clock, so that a clock that is off changes no decision. */
export function toPressPlace(interaction: ButtonInteraction, now: number): CommandPlace {
  const { id, applicationId, token, channelId, user, message } = interaction;
  const isPrivate = message.flags.has(MessageFlags.Ephemeral);
  return {
    interaction: { id, applicationId, token },
    channelId,
    userId: user.id,
    isPrivate,
    isReadable: isReadable(interaction),
    createdAt: now,
  };
}

/** Adds the turn that the button belongs to. */
export function toButtonPress(
  { trusted }: DiscordContext,
  { channelId, guildId, user, context }: ButtonInteraction,
  pressed: Pick<ButtonPress, 'button' | 'place' | 'reply'>,
): ButtonPress {
  const isShared = context === InteractionContextType.PrivateChannel;
  const asker = toUserKey('discord', pressed.button.userId);
  return {
    ...pressed,
    guildId,
    asked: {
      face: 'discord',
      user: asker,
      conversation: toConversationKey(asker, channelId),
      // By whoever reads along now: they see no more than the place may.
      audience: audienceOfPlace(trusted, { guildId, userId: user.id, isShared }),
      ...whereabouts(guildId, channelId),
    },
  };
}
