import type { SeenFrame } from '../platform.ts';
import type { WrittenToken } from '../answer-script.ts';
import { commonLength, measureShowing, type Showing } from '../measure.ts';

/** What one message showed from some moments on; epoch ms. */
export type MessageFrames = readonly SeenFrame[];

/** What became of one answer. */
export interface AnswerSeen extends Showing {
  /** Whether its end, with the footer, stands there. */
  readonly isWhole: boolean;
  /** What stands there in the end from where it is not the text any more; empty when all is well. */
  readonly difference: string;
  /** Whether it says that a part of it may stand twice; then the last message alone was measured. */
  readonly mayRepeat: boolean;
  /** Without white space. */
  readonly written: readonly WrittenToken[];
}

/** What stands under an answer; both platforms write it in their own small print. */
const FOOTER = /(?:^|\n)(?:-# |_)(?:Sources: |AI twin of )[^]*$/;
/** The ends of the messages and the space before the footer are the platform's. */
const SPACE = /\s+/g;

/** Whether the end of an answer is to be seen in one of its messages. */
export function hasEnd(messages: readonly MessageFrames[]): boolean {
  return messages.some((frames) => FOOTER.test(frames.at(-1)?.text ?? ''));
}

/** Measures what people saw of an answer, white space left out. */
export function toSeen(
  text: string,
  tokens: readonly WrittenToken[],
  { messages, mayRepeat }: { readonly messages: readonly MessageFrames[]; readonly mayRepeat: boolean },
): AnswerSeen {
  const spoken = text.replaceAll(SPACE, '');
  let at = 0;
  const written = tokens.map((token) => {
    const charCount = text.slice(at, at + token.charCount).replaceAll(SPACE, '').length;
    at += token.charCount;
    return { at: token.at, charCount };
  });
  const seen = joined(mayRepeat ? messages.slice(-1) : messages);
  const last = seen.at(-1)?.text ?? '';
  const alike = commonLength(spoken, last);
  return {
    ...measureShowing(spoken, written, seen, Date.now()),
    difference: last.slice(alike),
    isWhole: hasEnd(messages),
    mayRepeat,
    written,
  };
}

/** What all messages together showed over time. */
function joined(messages: readonly MessageFrames[]): readonly SeenFrame[] {
  const shown = messages.map(() => '');
  return messages
    .flatMap((frames, index) => frames.map((frame) => ({ ...frame, index })))
    .toSorted((a, b) => a.at - b.at)
    .map(({ at, text, index }) => {
      shown[index] = text.replace(FOOTER, '');
      return { at, text: shown.join('').replaceAll(SPACE, '') };
    });
}
