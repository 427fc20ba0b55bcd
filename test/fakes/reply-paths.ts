import { toPingFree } from '../../src/adapters/discord/reply/ping-free.ts';
import { escapeSequences, heldBackLength } from '../../src/adapters/slack/escape.ts';
import { toFinalMessages, toGrowingMessages } from '../../src/core/delivery/reply-messages.ts';
import type { ReplyLimits } from '../../src/core/delivery/reply-transport.ts';
import { splitMarkdown } from '../../src/core/delivery/split-markdown.ts';
import { createFakeClock } from './clock.ts';
import { createRecordedTransport } from './recorded-transport.ts';
import type { ReplyPath } from './reply-faults.ts';
import { findLabelledLinks, findLiveSequences } from './slack/live-sequences.ts';

type Shape = Omit<ReplyLimits, 'minIntervalMs'>;

/** What Discord would highlight as a mention or read as markup of its own, written down without the code under test. */
const DISCORD_MARKUP =
  /<(?:@[!&]?|#)\d+>|<a?:\w+:\d+>|<\/[^<>\n]{1,100}:\d+>|<t:-?\d+(?::\w)?>|<id:[\w:-]+>|@everyone|@here/g;

/** A reply on Discord, or in messages of another size that are made in the same way. */
export function toDiscordPath(shape: Partial<Shape> = {}): ReplyPath {
  const limits = { maxSize: 2000, unit: 'chars', maxLines: 30, isAppendOnly: false, ...shape } as const;
  return toPath('Discord', limits, toPingFree, (message) => message.match(DISCORD_MARKUP) ?? []);
}

/** A reply on Slack, streamed or edited. */
export function toSlackPath(shape: Partial<Shape> = {}): ReplyPath {
  const limits = { maxSize: 3800, unit: 'bytes', tables: 'rows', isAppendOnly: true, ...shape } as const;
  const findLive = (message: string): readonly string[] => [
    ...findLiveSequences(message),
    ...findLabelledLinks(message),
  ];
  return toPath('Slack', limits, escapeSequences, findLive);
}

function toPath(
  platform: string,
  shape: Shape,
  escape: (markdown: string) => string,
  findLive: (message: string) => readonly string[],
): ReplyPath {
  const limits = { minIntervalMs: 0, ...shape };
  const transport = { ...createRecordedTransport({ clock: createFakeClock() }), limits, escape };
  const how = limits.isAppendOnly ? 'streamed' : 'edited';
  return {
    name: `${platform}, ${how}, ${limits.maxSize} ${limits.unit} a message`,
    limits,
    split: (text) => splitMarkdown(text, { ...limits, escape }),
    finish: (text, begunCount) => toFinalMessages(text, '', transport, begunCount),
    grow(text) {
      const messages = toGrowingMessages(text, transport);
      const last = messages.at(-1) ?? '';
      // A stream is given no tail that may still have to be escaped.
      const safe = limits.isAppendOnly ? last.slice(0, last.length - heldBackLength(last)) : last;
      return [...messages.slice(0, -1), safe].filter((message) => message.trim() !== '');
    },
    findLive,
  };
}
