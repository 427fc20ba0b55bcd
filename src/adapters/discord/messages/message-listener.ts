import { RESTARTING } from '../../../core/adapter-texts.ts';
import { toUserMessage } from '../../../core/answer/user-messages.ts';
import { logFailure } from '../../../core/log-failure.ts';
import { createTurnId, toUserKey } from '../../../core/turn.ts';
import { answerMessage } from './answer-message.ts';
import { toAskedMessage } from './asked-message.ts';
import { HAND_OVER_MS } from '../discord-context.ts';
import { replyOnce } from './message-replies.ts';
import { toExpiresAt, toMessageTarget } from '../reply/reply-target.ts';
import { whereabouts } from '../whereabouts.ts';
import type { Message } from 'discord.js';
import type { AskedMessage } from './asked-message.ts';
import type { DiscordContext } from '../discord-context.ts';

/** Takes every message that Discord delivers. Never rejects: whatever goes wrong is told calmly and logged once. */
export function createMessageListener(context: DiscordContext): (message: Message) => Promise<void> {
  const { core, logger } = context;

  return async (message) => {
    const asked = toAskedMessage(message, message.client.user.id);
    if (asked === undefined) return;
    try {
      await core.tasks.run((signal) => run(context, asked, signal));
    } catch (error) {
      const turnId = createTurnId();
      logFailure(logger, { event: 'discord.message_failed', turnId, err: error });
      await replyOnce(context, asked, toUserMessage(error, turnId)).catch(() => undefined);
    }
  };
}

/**
 * Discord waits for no acknowledgement of a message and delivers it once: what was delivered to a process that was killed
 * before it had claimed it is lost, and nobody can know of it. From the claim on the journal knows who waits.
 */
async function run(context: DiscordContext, asked: AskedMessage, signal: AbortSignal): Promise<void> {
  const { core } = context;
  const { isClosing } = core.tasks;
  if (isClosing) await core.clock.sleep(HAND_OVER_MS, signal);
  const { id: messageId, channelId, guildId, userId } = asked;
  const taken = await core.intake.take({
    ids: [`discord:${messageId}`],
    face: 'discord',
    user: toUserKey('discord', userId),
    tenant: whereabouts(guildId, channelId).tenant,
    target: toMessageTarget({ channelId, messageId }),
    expiresAt: toExpiresAt(core.clock.now()),
  });
  if (taken === undefined) return;
  try {
    await (isClosing ? replyOnce(context, asked, RESTARTING) : answerMessage(context, asked, { taken, signal }));
  } catch (error) {
    const { turnId } = taken;
    logFailure(context.logger, { event: 'discord.message_failed', turnId, err: error });
    // Whoever could not be told stays in the journal, for the next process to tell.
    if (!(await tells(replyOnce(context, asked, toUserMessage(error, turnId))))) return;
  }
  await taken.end();
}

function tells(telling: Promise<void>): Promise<boolean> {
  return telling.then(
    () => true,
    () => false,
  );
}
