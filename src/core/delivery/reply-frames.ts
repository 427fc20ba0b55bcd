import type { AnswerDone } from '../answer/answer-event.ts';
import { toBeginning } from './beginning.ts';
import type { ReplyTransport, ShownMessage } from './reply-transport.ts';

/** A request that is to be made. */
export interface Frame extends ShownMessage {
  readonly text: string;
  readonly end: AnswerDone | undefined;
}

/** What the messages of one reply show, and what they are to show next. */
export interface ReplyFrames {
  /** What each message shows now. */
  readonly shown: readonly string[];
  /** Messages that stand there or may do so. One that only grows takes nothing more once it is ended. */
  readonly begunCount: number;
  /** The first message that does not show what it should; nothing when all do. */
  next(messages: readonly string[], isFinal: boolean): Frame | undefined;
  /** Whether a frame begins a message with what the one before had no room for. */
  isSecondHalf(frame: Frame): boolean;
  /** Sends it: from now on the message may stand there, whatever comes of it. */
  send(frame: Frame): void;
  /** It was taken. */
  show(frame: Frame): void;
}

/** Nothing is shown yet. `done` tells how the answer ended, once it has. */
export function createReplyFrames(transport: ReplyTransport, done: () => AnswerDone | undefined): ReplyFrames {
  const { isAppendOnly } = transport.limits;
  const shown: string[] = [];
  /** Messages before this one are ended. */
  let openIndex = 0;
  let sentCount = 0;

  /**
   * A message that has become its last self is told so once, even when its text stays. One that can only be continued waits
   * for text that continues it. An ended one may still change in the end: what is left may go into it, and text may have
   * turned out to be a table after it was cut.
   */
  const isStale = (message: string, at: number, isLast: boolean, isFinal: boolean): boolean => {
    const before = shown[at] ?? '';
    if (at < openIndex) return isFinal && !isAppendOnly && message !== before;
    if (isFinal || !isLast) return true;
    return isAppendOnly ? message.length > before.length && message.startsWith(before) : message !== before;
  };

  return {
    shown,
    get begunCount() {
      return Math.max(sentCount, isAppendOnly ? openIndex + 1 : 0);
    },
    next(messages, isFinal) {
      const index = messages.findIndex((message, at) => isStale(message, at, at === messages.length - 1, isFinal));
      const text = messages[index];
      if (text === undefined) return undefined;
      const isEnd = index === messages.length - 1;
      if (isFinal && shown[index] === undefined && transport.isUntraceable?.(index) === true) {
        const beginning = toBeginning(text);
        if (beginning !== text) return { index, text: beginning, isLast: false, end: undefined };
      }
      return { index, text, isLast: isFinal || !isEnd, end: isFinal && isEnd ? done() : undefined };
    },
    isSecondHalf: ({ index }) => index > 0 && shown[index] === undefined,
    send({ index }) {
      sentCount = Math.max(sentCount, index + 1);
    },
    show({ index, text, isLast }) {
      shown[index] = text;
      openIndex = Math.max(openIndex, isLast ? index + 1 : index);
    },
  };
}
