import { STOPPED_NOTE } from '../answer/user-messages.ts';
import { committedMarkdown, healMarkdown } from './heal-markdown.ts';
import type { OpenFence } from './markdown-fence.ts';
import { toClosing } from './message-page.ts';
import { extentOf, fillOf } from './message-room.ts';
import type { MessageShape } from './message-room.ts';
import type { ReplyLimits, ReplyTransport } from './reply-transport.ts';
import { growMarkdown, splitMarkdown } from './split-markdown.ts';

/**
 * What the messages of a reply show while it grows: all but the last are whole, the last is made presentable. What is
 * shown is never taken back: not from a message, and not by moving it into the next one.
 *
 * @param text everything that was written so far
 */
export function toGrowingMessages(text: string, transport: ReplyTransport): readonly string[] {
  const { limits } = transport;
  const { whole, steady, fence } = growMarkdown(text, toShape(transport));
  const last = limits.isAppendOnly
    ? transport.escape(fence === undefined ? committedMarkdown(steady) : steady)
    : transport.escape(close(steady, fence));
  const frame = isFull(last, limits) ? transport.escape(steady) : last;
  return withoutBlank([...whole.map(({ shown }) => shown), frame]);
}

/**
 * What the messages show in the end, the footer under the last one or, where it has no room, after it.
 *
 * @param begunCount how many messages have begun, with text in them or without: see {@link splitMarkdown}
 */
export function toFinalMessages(
  text: string,
  footer: string,
  transport: ReplyTransport,
  begunCount = 0,
): readonly string[] {
  const pieces = splitMarkdown(text, toShape(transport), begunCount);
  const messages = withoutBlank(pieces.map(({ shown }) => shown));
  return footer === '' ? messages : withEnd(messages, footer, transport.limits);
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
  const { fence } = growMarkdown(last, { maxSize: 2 * last.length + 100, unit: 'chars' });
  return withEnd([...shown.slice(0, -1), close(last, fence)], end, limits);
}

function close(markdown: string, fence: OpenFence | undefined): string {
  return fence === undefined ? healMarkdown(markdown) : markdown + toClosing(markdown, fence);
}

function withEnd(messages: readonly string[], end: string, limits: ReplyLimits): readonly string[] {
  const last = `${messages.at(-1) ?? ''}\n\n${end}`;
  return isFull(last, limits) ? [...messages, end] : [...messages.slice(0, -1), last];
}

function isFull(message: string, limits: ReplyLimits): boolean {
  return fillOf(extentOf(message, limits), limits) > 1;
}

function toShape(transport: ReplyTransport): MessageShape {
  const { maxSize, unit, maxLines, tables } = transport.limits;
  return {
    maxSize,
    unit,
    escape: (markdown) => transport.escape(markdown),
    ...(maxLines === undefined ? {} : { maxLines }),
    ...(tables === undefined ? {} : { tables }),
  };
}

/** No platform takes a message of white space alone. */
function withoutBlank(messages: readonly string[]): readonly string[] {
  return messages.filter((message) => message.trim() !== '');
}
