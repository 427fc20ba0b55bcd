import { createChannelMessages, createNonce } from './channel-messages.ts';
import type { BucketNews, CallBucket } from '../../../core/delivery/reply-transport.ts';
import type { Cancellable } from '../../../core/ports.ts';
import type { Json } from '../../../core/state-store.ts';
import type { DiscordApi } from '../rest/discord-api.ts';
import type { CallBuckets, ReplyRoute } from './call-buckets.ts';

/** The rest of a reply, in the DM of the one who asked; without buttons, which would look for the answer there in vain. */
export interface DmDetour {
  bucketOf(index: number): CallBucket;
  show(index: number, text: string, options: Cancellable): Promise<BucketNews | undefined>;
  /** For the journal: where the messages are. */
  target(): Json;
}

/** Opens it with a line that says why the answer is there. @throws {UpstreamError} the person takes no DMs */
export async function openDmDetour(
  options: { readonly api: DiscordApi; readonly buckets: CallBuckets; readonly userId: string },
  { notice, signal }: Cancellable & { readonly notice: string },
): Promise<DmDetour> {
  const { api, buckets, userId } = options;
  const channelId = await api.openDm(userId, { signal });
  const { id: messageId } = await api.createMessage(channelId, { text: notice, nonce: createNonce() }, { signal });
  const nonce = createNonce();
  const messages = createChannelMessages({ api, nonce, channelId: async () => channelId });
  const routeOf = (index: number): ReplyRoute => (messages.ids[index] === undefined ? 'create' : 'edit');

  return {
    bucketOf: (index) => buckets.bucketOf(routeOf(index), channelId),
    async show(index, text, how) {
      const route = routeOf(index);
      const { bucket } = await messages.show(index, text, { signal: how.signal });
      return buckets.heard(route, channelId, bucket);
    },
    target() {
      const messageIds = messages.ids.filter((id) => id !== undefined);
      return { kind: 'message', channelId, messageId, nonce, messageIds };
    },
  };
}
