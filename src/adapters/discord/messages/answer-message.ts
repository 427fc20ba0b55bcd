import { toUserMessage } from '../../../core/answer/user-messages.ts';
import { toConversationKey, toUserKey } from '../../../core/turn.ts';
import { audienceOfPlace } from '../audience-of-place.ts';
import { whereabouts } from '../whereabouts.ts';
import { createFooter } from '../reply/answer-footer.ts';
import { isRefusal } from '../discord-context.ts';
import { createDetourTransport } from '../reply/detour-transport.ts';
import { createMessageTransport } from '../reply/message-transport.ts';
import { NOT_HERE, refusePrivately, replyOnce } from './message-replies.ts';
import { tellPrivately } from './tell-privately.ts';
import { startTyping } from './typing-indicator.ts';
import type { TakenEvent } from '../../../core/intake/intake.ts';
import type { Persona } from '../../../core/profile/chunk.ts';
import type { Turn } from '../../../core/turn.ts';
import type { AskedMessage } from './asked-message.ts';
import type { DiscordContext } from '../discord-context.ts';
import type { TypingIndicator } from './typing-indicator.ts';

/** Answers a mention or a DM as a reply to it. A refusal goes to the asker alone. */
export async function answerMessage(
  context: DiscordContext,
  asked: AskedMessage,
  { taken, signal }: { readonly taken: TakenEvent; readonly signal: AbortSignal },
): Promise<void> {
  const { core, api } = context;
  if (asked.question === '') return replyOnce(context, asked, toHelp(await core.persona()));
  const type = async (ended: AbortSignal): Promise<void> => {
    if (!api.isSparing()) await api.type(asked.channelId, { signal: ended });
  };
  const typing = startTyping({ type, clock: core.clock, signal });
  try {
    await askAndDeliver(context, asked, { typing, taken, signal });
  } catch (error) {
    typing.stop();
    if (!isRefusal(error)) throw error;
    await refusePrivately(context, asked, { error, text: toUserMessage(error) });
  } finally {
    typing.stop();
  }
}

async function askAndDeliver(
  context: DiscordContext,
  asked: AskedMessage,
  {
    typing,
    taken,
    signal,
  }: {
    readonly typing: TypingIndicator;
    readonly taken: TakenEvent;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { core, api, buckets, trusted, logger } = context;
  const { id, channelId, guildId, userId, question } = asked;
  const user = toUserKey('discord', userId);
  const conversation = toConversationKey(user, channelId);
  const audience = audienceOfPlace(trusted, { guildId, userId });
  const { turnId } = taken;
  const place = whereabouts(guildId, channelId);
  const turn: Turn = { face: 'discord', user, conversation, question, audience, turnId, ...place };
  const answer = await core.answers.ask(turn, { signal });
  const inner = createMessageTransport({
    api,
    buckets,
    clock: core.clock,
    place: { channelId, messageId: id },
    answer: { turnId, userId },
    onShown: () => typing.stop(),
  });
  await core.delivery.deliver(answer, {
    transport: createDetourTransport({
      api,
      buckets,
      logger,
      inner,
      asked,
      stop: () => core.running.stop(turnId),
      tell: (text) => tellPrivately(context, asked, { text, sign: NOT_HERE }),
    }),
    taken,
    face: 'discord',
    user,
    renderFooter: createFooter(await core.persona()),
  });
}

function toHelp({ name, suggestions }: Persona): string {
  const examples = suggestions.slice(0, 3).map((suggestion) => `\n- ${suggestion}`);
  const example = examples.length === 0 ? '' : ` For example:${examples.join('')}`;
  return `I am the AI twin of ${name}. Ask me a question in the same message as the mention.${example}`;
}
