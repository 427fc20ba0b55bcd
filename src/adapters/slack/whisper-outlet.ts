import type { NextOutlet } from './reply-outlet.ts';
import { slackCodeOf } from './slack-error.ts';
import { toElsewhereNote } from './texts.ts';

/** Tells the person who asked something that nobody else sees. Such a message cannot grow. */
export type Whisper = (text: string, signal: AbortSignal) => Promise<void>;

/** Shows a reply that cannot stand where it was asked for to the asker alone, when it is whole. */
export function createWhisperOutlet(whisper: Whisper): NextOutlet {
  return (reason) => {
    let sentCount = 0;
    return {
      isStreaming: false,
      bucketFor: async () => undefined,
      async show(texts, index, { isLast, signal }) {
        // A message that is followed by another is whole, even if nobody said that it was the last word.
        for (; sentCount < (isLast ? index + 1 : index); sentCount += 1) {
          const text = texts[sentCount] ?? '';
          await whisper(sentCount === 0 ? `${toElsewhereNote(slackCodeOf(reason))}\n\n${text}` : text, signal);
        }
      },
      target: () => undefined,
      settle: async () => undefined,
      leave: async () => undefined,
    };
  };
}
