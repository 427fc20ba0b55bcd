import { createChannelMessages, createNonce } from './channel-messages.ts';
import { createCommandMessages } from './command-messages.ts';
import { isGone, isTokenFault } from '../discord-error.ts';
import { toAnswerButtons } from '../buttons/answer-buttons.ts';
import { MESSAGE_LIMITS } from './call-buckets.ts';
import { toPingFree } from './ping-free.ts';
import { isTokenAlive, toCommandTarget, toExpiresAt } from './reply-target.ts';
import type { ReplyTransport } from '../../../core/delivery/reply-transport.ts';
import type { Clock } from '../../../core/ports.ts';
import type { CallBuckets, ReplyRoute } from './call-buckets.ts';
import type { ChannelMessages } from './channel-messages.ts';
import type { AnswerRef } from '../buttons/answer-buttons.ts';
import type { DiscordApi, EditOptions, SentMessage } from '../rest/discord-api.ts';
import type { CommandPlace } from './reply-target.ts';

/** What the reply to a command is made with. */
export interface CommandTransportOptions {
  readonly api: DiscordApi;
  readonly buckets: CallBuckets;
  readonly clock: Clock;
  readonly place: CommandPlace;
  readonly answer: AnswerRef;
  /** Called whenever text stands. */
  readonly onShown: () => void;
}

/**
 * Answers a command in the reply that was deferred and in follow-ups. When the interaction's token has run out, it goes
 * on with ordinary messages: in the channel, or in a DM when the answer is private.
 */
export function createCommandTransport(options: CommandTransportOptions): ReplyTransport {
  const { api, buckets, clock, place, answer, onShown } = options;
  const { interaction, isPrivate, createdAt } = place;
  const messages = createCommandMessages({ api, clock, place });
  const { ids } = messages;
  const later = createLaterMessages({ api, place });
  let isTokenGone = false;

  const showLater = async (index: number, text: string, edit: EditOptions): Promise<SentMessage> => {
    if (!isPrivate && later.ids[index] === undefined) {
      later.adopt(index, ids[index] ?? (await messages.findLost(index, edit)));
    }
    try {
      return await later.show(index, text, edit);
    } catch (error) {
      if (later.ids[index] === undefined || !isGone(error)) throw error;
      later.adopt(index, undefined);
      return later.show(index, text, edit);
    }
  };

  const messageIds = (): readonly string[] => toMessageIds(ids, isPrivate ? [] : later.ids);
  const isReply = (): boolean => !isTokenGone && isTokenAlive(place, clock.now());
  /** A private answer goes on in a DM, whose channel has limits of its own. */
  const majorId = (): string => (isReply() ? interaction.id : isPrivate ? `dm-${place.userId}` : place.channelId);
  const routeOf = (index: number): ReplyRoute => {
    if (isReply()) return index === 0 || ids[index] !== undefined ? 'edit-reply' : 'follow-up';
    return (later.ids[index] ?? (isPrivate ? undefined : ids[index])) === undefined ? 'create' : 'edit';
  };

  return {
    limits: MESSAGE_LIMITS,
    bucketFor: async ({ index }) => buckets.bucketOf(routeOf(index), majorId()),
    async show(index, text, { signal, ...state }) {
      if (!state.isLast && api.isSparing()) return undefined;
      const buttons = toAnswerButtons(answer, state);
      if (isReply()) {
        try {
          const { bucket, route } = await messages.show(index, text, { buttons, signal });
          onShown();
          if (state.end !== undefined) await messages.tidy({ signal });
          return buckets.heard(route, interaction.id, bucket);
        } catch (error) {
          if (!isTokenFault(error)) throw error;
          isTokenGone = true;
        }
      }
      const route = routeOf(index);
      // What is private goes on in a DM, where the buttons would look for the answer in vain.
      const { bucket } = await showLater(index, text, { signal, ...(isPrivate ? {} : { buttons }) });
      onShown();
      if (state.end !== undefined) await messages.dropThinking({ signal });
      return buckets.heard(route, majorId(), bucket);
    },
    isUntraceable: isFollowUp,
    escape: toPingFree,
    target: () => ({ ...toCommandTarget(place), messageIds: messageIds() }),
    expiresAt: toExpiresAt(createdAt),
  };
}

/** What was sent later stands in the same channel, unless that is a DM. */
function toMessageIds(
  ids: readonly (string | undefined)[],
  laterIds: readonly (string | undefined)[],
): readonly string[] {
  const all = Array.from({ length: Math.max(ids.length, laterIds.length) }, (_none, at) => laterIds[at] ?? ids[at]);
  return all.filter((id) => id !== undefined);
}

/** It has no nonce by which another process could find it. */
function isFollowUp(index: number): boolean {
  return index > 0;
}

/** Messages for the time after the interaction's token. */
function createLaterMessages({ api, place }: Pick<CommandTransportOptions, 'api' | 'place'>): ChannelMessages {
  const { channelId, userId, isPrivate } = place;
  let dm: string | undefined;
  const notice = { text: `Discord let me write no more in <#${channelId}>, so I answer here.`, nonce: createNonce() };
  const openDm = async (signal: AbortSignal): Promise<string> => {
    const id = await api.openDm(userId, { signal });
    await api.createMessage(id, notice, { signal });
    return id;
  };
  return createChannelMessages({
    api,
    nonce: createNonce(),
    async channelId(signal) {
      if (!isPrivate) return channelId;
      dm ??= await openDm(signal);
      return dm;
    },
  });
}
