import type { Json } from '../../core/state-store.ts';
import type { ReplyTransport } from '../../core/delivery/reply-transport.ts';
import { escapeSequences } from './escape.ts';
import type { Responder } from './responder.ts';

/** A Markdown block holds 12,000 characters; the footer and closed fences fit under it as well. */
const MAX_CHARS = 11_000;

/**
 * A reply over a response URL, which only the asker sees. Such an address takes five posts, so nothing is streamed: the
 * note that stands there meanwhile is replaced by the first whole message, and further ones follow.
 */
export function createPrivateTransport(responder: Responder): ReplyTransport {
  const wanted: string[] = [];
  let sentCount = 0;
  return {
    limits: { maxSize: MAX_CHARS, unit: 'chars', tables: 'rows', minIntervalMs: 60_000, isAppendOnly: false },
    bucketFor: async () => undefined,
    async show(index, text, { isLast, signal }) {
      wanted[index] = text;
      // A message that is followed by another is whole, even if nobody said that it was the last word.
      const readyCount = isLast ? index + 1 : index;
      for (; sentCount < readyCount; sentCount += 1) {
        await responder.respond(wanted[sentCount] ?? '', { isReplacing: sentCount === 0, signal });
      }
      return undefined;
    },
    escape: escapeSequences,
    target: (): Json => ({ kind: 'private', responseUrl: responder.url, isReplacing: true }),
    expiresAt: responder.expiresAt,
  };
}
