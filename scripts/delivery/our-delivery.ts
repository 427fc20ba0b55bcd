import { createCallBuckets } from '../../src/adapters/discord/reply/call-buckets.ts';
import { createMessageTransport } from '../../src/adapters/discord/reply/message-transport.ts';
import type { DiscordApi, SentMessage } from '../../src/adapters/discord/rest/discord-api.ts';
import { createCallBudget } from '../../src/adapters/slack/call-budget.ts';
import type { Posted, SlackCalls } from '../../src/adapters/slack/slack-calls.ts';
import { createThreadTransport } from '../../src/adapters/slack/thread-transport.ts';
import { createRunningAnswers } from '../../src/core/answer/running-answers.ts';
import { createDelivery } from '../../src/core/delivery/create-delivery.ts';
import type { Delivery } from '../../src/core/delivery/delivery.ts';
import { toTurnId, toUserKey } from '../../src/core/turn.ts';
import { createMemoryCallWindows } from '../../src/engines/limits/memory-call-windows.ts';
import { createNoIntake, SILENT, translated, UNUSED_DISCORD, UNUSED_SLACK } from './our-surroundings.ts';
import type { Algorithm, Deliverer, Place, SlackMethod, Task } from './deliverer.ts';
import { SLACK_LIMITS } from './deliverer.ts';
import { PlatformError } from './platform.ts';
import type { CallHeaders, MessageHandle, Platform } from './platform.ts';

/**
 * This product: the delivery, the pacer and both adapters' transports as they are, over simulated calls. Only the text
 * under the answer is left away.
 */
export const asktwin: Algorithm = {
  name: 'asktwin',
  create(platform, place) {
    const { clock } = platform;
    const windows = createMemoryCallWindows({ clock });
    const delivery = createDelivery({
      intake: createNoIntake(clock),
      windows,
      running: createRunningAnswers(),
      clock,
      logger: SILENT,
    });
    return place.kind === 'discord'
      ? toDiscord(platform, place, delivery)
      : toSlack(platform, delivery, createCallBudget({ windows }));
  },
};

function toDiscord(platform: Platform, place: Place & { readonly kind: 'discord' }, delivery: Delivery): Deliverer {
  const buckets = createCallBuckets();
  const { clock } = platform;
  return {
    async deliver({ thread, person, events }) {
      const api = createDiscordCalls(platform, place, thread);
      const transport = createMessageTransport({
        api,
        buckets,
        clock,
        place: { channelId: 'channel', messageId: thread },
        answer: { turnId: toTurnId(thread), userId: person },
        onShown: () => undefined,
      });
      const user = toUserKey('discord', person);
      await delivery.deliver(
        { turnId: toTurnId(thread), events },
        { transport, face: 'discord', user, renderFooter: () => '' },
      );
    },
  };
}

function toSlack(platform: Platform, delivery: Delivery, budget: ReturnType<typeof createCallBudget>): Deliverer {
  return {
    async deliver({ thread, person, events }: Task) {
      const transport = createThreadTransport({
        calls: createSlackCalls(platform, thread),
        thread: { channel: `channel-${thread}`, threadTs: thread },
        recipient: { user: person, team: 'team' },
        botUserId: 'bot',
        budget,
        acknowledged: Promise.resolve(undefined),
        onStopPressed: () => undefined,
        clock: platform.clock,
        logger: SILENT,
      });
      const user = toUserKey('slack', person);
      await delivery.deliver(
        { turnId: toTurnId(thread), events },
        { transport, face: 'slack', user, renderFooter: () => '' },
      );
      await transport.settle();
    },
  };
}

function createDiscordCalls(
  platform: Platform,
  { limit }: Place & { readonly kind: 'discord' },
  thread: string,
): DiscordApi {
  const messages = new Map<string, MessageHandle>();
  const nonces = new Map<string, string>();
  const call = (kind: string, act: () => SentMessage): Promise<SentMessage> =>
    translated('discord', async () => {
      const { value, headers } = await platform.call({ kind, bucket: 'channel', limit, act });
      return { ...value, bucket: { hash: 'bucket', ...headers } satisfies CallHeaders & { hash: string } };
    });
  return {
    ...UNUSED_DISCORD,
    createMessage: (_channel, { text, nonce }) =>
      call('create', () => {
        const known = nonces.get(nonce);
        if (known !== undefined) return { id: known, text: messages.get(known)?.text ?? '' };
        const id = `${thread}-${messages.size}`;
        nonces.set(nonce, id);
        const message = platform.open(thread);
        messages.set(id, message);
        message.set(text);
        return { id, text };
      }),
    editMessage: (_channel, id, text) =>
      call('edit', () => {
        messages.get(id)?.set(text);
        return { id, text };
      }),
  };
}

function createSlackCalls(platform: Platform, thread: string): SlackCalls {
  const messages = new Map<string, MessageHandle & { isStreaming: boolean }>();
  const call = <T>(kind: SlackMethod, act: () => T): Promise<T> =>
    translated(
      'slack',
      async () => (await platform.call({ kind, bucket: kind, limit: SLACK_LIMITS[kind], act })).value,
    );
  const open = (text: string, isStreaming: boolean): Posted => {
    const ts = `${thread}-${messages.size}`;
    const message = Object.assign(platform.open(thread), { isStreaming });
    messages.set(ts, message);
    message.set(text);
    return { channel: thread, ts };
  };
  const grow = ({ ts }: Posted, text: string, isStreaming: boolean): void => {
    const message = messages.get(ts);
    // Slack answers with a code that says so, which the adapter takes for the end that it wanted.
    if (message?.isStreaming === false && !isStreaming && text === '') return;
    if (message?.isStreaming !== true) throw new PlatformError('unavailable');
    message.isStreaming = isStreaming;
    message.set(message.text + text);
  };
  return {
    ...UNUSED_SLACK,
    post: (_place, text) => call('chat.postMessage', () => open(text, false)),
    update: ({ ts }, text) => call('chat.update', () => messages.get(ts)?.set(text)),
    startStream: (_place, _recipient, text) => call('chat.startStream', () => open(text, true)),
    appendStream: (posted, text) => call('chat.appendStream', () => grow(posted, text, true)),
    stopStream: (posted, text) => call('chat.stopStream', () => grow(posted, text, false)),
    replies: async () => [...messages].map(([ts, { text }]) => ({ channel: thread, ts, user: 'bot', text })),
  };
}
