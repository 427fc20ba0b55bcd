import { toUserMessage } from '../../../core/answer/user-messages.ts';
import { logFailure } from '../../../core/log-failure.ts';
import { createTurnId, toUserKey } from '../../../core/turn.ts';
import { audienceOfPlace } from '../audience-of-place.ts';
import { answerCommand } from './answer-command.ts';
import { tellLate } from './acknowledge.ts';
import { isReadable } from '../whereabouts.ts';
import { createCommandReply } from './command-reply.ts';
import { declineForRestart } from './decline.ts';
import { reingestCommand } from './reingest-command.ts';
import { twinCommand } from './twin-command.ts';
import { InteractionContextType } from 'discord.js';
import type { ChatInputCommandInteraction } from 'discord.js';
import type { Audience } from '../../../core/audience.ts';
import type { Actor } from '../../../core/commands/twin-commands.ts';
import type { CommandReply } from './command-reply.ts';
import type { ReingestCommand } from './reingest-command.ts';
import type { DiscordContext } from '../discord-context.ts';
import type { CommandPlace } from '../reply/reply-target.ts';

/** Takes every use of a command that Discord delivers. Never rejects: whatever goes wrong is told calmly and logged once. */
export function createCommandListener(
  context: DiscordContext,
): (interaction: ChatInputCommandInteraction) => Promise<void> {
  const { core, logger } = context;

  return async (interaction) => {
    const place = toPlace(interaction, core.clock.now());
    const reply = createCommandReply(context, place, interaction.guildId);
    try {
      await core.tasks.run((signal) =>
        core.tasks.isClosing ? declineForRestart(context, reply) : run(context, { interaction, place, reply, signal }),
      );
    } catch (error) {
      const turnId = createTurnId();
      logFailure(logger, { event: 'discord.command_failed', turnId, err: error });
      await reply.tell(toUserMessage(error, turnId)).catch(() => tellLate(context, place));
    }
  };
}

interface Given {
  readonly interaction: ChatInputCommandInteraction;
  readonly place: CommandPlace;
  readonly reply: CommandReply;
  readonly signal: AbortSignal;
}

async function run(context: DiscordContext, { interaction, place, reply, signal }: Given): Promise<void> {
  const { options, commandName } = interaction;
  const actor: Actor = { face: 'discord', user: toUserKey('discord', place.userId), userId: place.userId };
  switch (commandName) {
    case 'asktwin':
      return answerCommand(
        context,
        {
          place,
          reply,
          question: async () => options.getString('question', true),
          audience: toAudience(context, interaction),
          guildId: interaction.guildId,
        },
        signal,
      );
    case 'reingest':
      return reingestCommand(context, { actor, reply, ...toHow(options) }, signal);
    case 'twin':
      return twinCommand(context, { actor, reply, subcommand: options.getSubcommand() });
    default:
      return reply.tell('I no longer know this command. Please reload Discord (Ctrl+R) to see the ones that I know.');
  }
}

function toHow(options: ChatInputCommandInteraction['options']): Pick<ReingestCommand, 'isDryRun' | 'isRollback'> {
  return {
    isDryRun: options.getBoolean('dry-run') ?? false,
    isRollback: options.getBoolean('rollback') ?? false,
  };
}

function toAudience({ trusted }: DiscordContext, { guildId, user, context }: ChatInputCommandInteraction): Audience {
  const isShared = context === InteractionContextType.PrivateChannel;
  return audienceOfPlace(trusted, { guildId, userId: user.id, isShared });
}

/** Times are by this machine's clock, so that a clock that is off changes no decision. */
function toPlace(interaction: ChatInputCommandInteraction, now: number): CommandPlace {
  const { id, applicationId, token, channelId, user, options, commandName } = interaction;
  return {
    interaction: { id, applicationId, token },
    channelId,
    userId: user.id,
    isPrivate: commandName !== 'asktwin' || (options.getBoolean('private') ?? false),
    isReadable: isReadable(interaction),
    createdAt: now,
  };
}
