import { createChannelMessages } from './channel-messages.ts';
import { toAnswerButtons } from '../buttons/answer-buttons.ts';
import { MESSAGE_LIMITS } from './call-buckets.ts';
import { toPingFree } from './ping-free.ts';
import { toExpiresAt } from './reply-target.ts';
import type { ReplyTransport } from '../../../core/delivery/reply-transport.ts';
import type { Clock } from '../../../core/ports.ts';
import type { CallBuckets, ReplyRoute } from './call-buckets.ts';
import type { AnswerRef } from '../buttons/answer-buttons.ts';
import type { DiscordApi } from '../rest/discord-api.ts';
import type { MessagePlace } from './reply-target.ts';

/** What a reply to a message is made with. */
export interface MessageTransportOptions {
  readonly api: DiscordApi;
  readonly buckets: CallBuckets;
  readonly clock: Clock;
  readonly place: MessagePlace;
  readonly answer: AnswerRef;
  /** Called whenever text stands. */
  readonly onShown: () => void;
}

/** Answers a message with ordinary messages: the first one as a reply to it, the others under that. */
export function createMessageTransport(options: MessageTransportOptions): ReplyTransport {
  const { api, buckets, clock, place, answer, onShown } = options;
  const { channelId, messageId } = place;
  // The same in every process, so that whoever takes over finds what was sent unnoticed.
  const nonce = messageId;
  const routeOf = (index: number): ReplyRoute => (messages.ids[index] === undefined ? 'create' : 'edit');
  const messages = createChannelMessages({ api, nonce, replyTo: messageId, channelId: async () => channelId });

  return {
    limits: MESSAGE_LIMITS,
    bucketFor: async ({ index }) => buckets.bucketOf(routeOf(index), channelId),
    async show(index, text, { signal, ...state }) {
      if (!state.isLast && api.isSparing()) return undefined;
      const buttons = toAnswerButtons(answer, state);
      const route = routeOf(index);
      const { bucket } = await messages.show(index, text, { buttons, signal });
      onShown();
      return buckets.heard(route, channelId, bucket);
    },
    escape: toPingFree,
    target: () => ({
      kind: 'message',
      channelId,
      messageId,
      nonce,
      messageIds: messages.ids.filter((id) => id !== undefined),
    }),
    expiresAt: toExpiresAt(clock.now()),
  };
}
