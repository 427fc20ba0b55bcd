import { toUserMessage } from '../../../core/answer/user-messages.ts';
import { logFailure } from '../../../core/log-failure.ts';
import { createTurnId } from '../../../core/turn.ts';
import { parseButtonId } from './answer-buttons.ts';
import { pressAgain } from './again-button.ts';
import { createCommandReply } from '../commands/command-reply.ts';
import { declineForRestart } from '../commands/decline.ts';
import { toButtonPress, toPressPlace } from './button-press.ts';
import { pressSources } from './sources-button.ts';
import { pressStop } from './stop-button.ts';
import type { ButtonInteraction } from 'discord.js';
import type { DiscordContext } from '../discord-context.ts';
import type { ButtonPress } from './button-press.ts';

const UNKNOWN_BUTTON = 'I no longer know this button. Please ask your question anew.';

/**
 * Takes every press of a button, also while the process ends. Never rejects: whatever goes wrong is told calmly, to the
 * one who pressed it, and logged once.
 */
export function createButtonListener(context: DiscordContext): (interaction: ButtonInteraction) => Promise<void> {
  const { core, logger } = context;

  return async (interaction) => {
    const place = toPressPlace(interaction, core.clock.now());
    const reply = createCommandReply(context, place);
    try {
      await core.tasks.run(async (signal) => {
        const button = parseButtonId(interaction.customId);
        if (button === undefined) return reply.tell(UNKNOWN_BUTTON);
        return run(context, toButtonPress(context, interaction, { button, place, reply }), signal);
      });
    } catch (error) {
      const turnId = createTurnId();
      logFailure(logger, { event: 'discord.button_failed', turnId, err: error });
      await reply.tell(toUserMessage(error, turnId)).catch(() => undefined);
    }
  };
}

async function run(context: DiscordContext, press: ButtonPress, signal: AbortSignal): Promise<void> {
  switch (press.button.action) {
    case 'stop':
      return pressStop(context, press);
    case 'sources':
      return pressSources(context, press);
    case 'again':
      if (context.core.tasks.isClosing) return declineForRestart(context, press.reply);
      return pressAgain(context, press, signal);
  }
}
