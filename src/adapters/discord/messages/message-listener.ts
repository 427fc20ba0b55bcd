import { EVENT_CLAIM_TTL_MS, RESTARTING } from '../../../core/adapter-texts.ts';
import { toUserMessage } from '../../../core/answer/user-messages.ts';
import { logFailure } from '../../../core/log-failure.ts';
import { createTurnId } from '../../../core/turn.ts';
import { answerMessage } from './answer-message.ts';
import { toAskedMessage } from './asked-message.ts';
import { HAND_OVER_MS } from '../discord-context.ts';
import { replyOnce } from './message-replies.ts';
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

async function run(context: DiscordContext, asked: AskedMessage, signal: AbortSignal): Promise<void> {
  const { core } = context;
  const { isClosing } = core.tasks;
  if (isClosing) await core.clock.sleep(HAND_OVER_MS, signal);
  if (!(await core.claims.claim(`discord:${asked.id}`, { ttlMs: EVENT_CLAIM_TTL_MS }))) return;
  await (isClosing ? replyOnce(context, asked, RESTARTING) : answerMessage(context, asked, signal));
}
