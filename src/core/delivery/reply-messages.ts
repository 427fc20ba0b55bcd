import { STOPPED_NOTE } from '../answer/user-messages.ts';
import { committedMarkdown, healMarkdown } from './heal-markdown.ts';
import type { ReplyTransport } from './reply-transport.ts';
import { sizeOf, splitMarkdown } from './split-markdown.ts';

/**
 * What the messages of a reply show while it grows: all but the last are whole, the last is made presentable.
 *
 * @param text everything that was written so far
 */
export function toGrowingMessages(text: string, transport: ReplyTransport): readonly string[] {
  const { limits } = transport;
  const pieces = splitMarkdown(transport.escape(text), limits).map(({ shown }) => shown);
  const last = pieces.pop() ?? '';
  const present = limits.isAppendOnly ? committedMarkdown : healMarkdown;
  const frame = present(last);
  return withoutBlank([...pieces, sizeOf(frame, limits.unit) > limits.maxSize ? last : frame]);
}

/** What the messages show in the end of a reply that the person stopped: what stood, a note and the footer. */
export function toStoppedMessages(
  shown: readonly string[],
  footer: string,
  { limits }: Pick<ReplyTransport, 'limits'>,
): readonly string[] {
  const end = footer === '' ? STOPPED_NOTE : `${STOPPED_NOTE}\n\n${footer}`;
  const last = shown.at(-1);
  if (last === undefined) return [end];
  const ended = `${healMarkdown(last)}\n\n${end}`;
  if (sizeOf(ended, limits.unit) > limits.maxSize) return [...shown, end];
  return [...shown.slice(0, -1), ended];
}

/** What the messages show in the end, the footer under the last one or, where it has no room, after it. */
export function toFinalMessages(text: string, footer: string, transport: ReplyTransport): readonly string[] {
  const { limits } = transport;
  const messages = withoutBlank(splitMarkdown(transport.escape(text), limits).map(({ shown }) => shown));
  if (footer === '') return messages;
  const last = `${messages.at(-1) ?? ''}\n\n${footer}`;
  if (sizeOf(last, limits.unit) > limits.maxSize) return [...messages, footer];
  return [...messages.slice(0, -1), last];
}

/** No platform takes a message of white space alone. */
function withoutBlank(messages: readonly string[]): readonly string[] {
  return messages.filter((message) => message.trim() !== '');
}
