import { fold } from './fold.ts';
import type { Mention } from './mention.ts';

/** One word of a text, or one part of a compound (`Node.js` is two), with where it stands. */
export interface Word extends Mention {
  /** Folded, without a possessive ending. */
  readonly folded: string;
  /** Whether a possessive ending follows. */
  readonly isPossessive: boolean;
  readonly isCapital: boolean;
  /** Whether nothing but a space, a hyphen or a dot stands between the word before and this one. */
  readonly isJoined: boolean;
  /** Whether a sentence, a quotation or what follows a colon begins here. */
  readonly isStart: boolean;
  /** Whether it holds a digit or a capital that is not its first letter. */
  readonly isOdd: boolean;
}

const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’]\p{L}+)*(?:\+\+|[+#](?![\p{L}\p{N}]))?/gu;
const JOINED = /^(?:[ \u00A0]{1,4}|-|\.|\. |\/|'s |’s )?$/;
const START = /(?:^|[.!?:;•]["”’)]*\s+|[–—]\s*|["“‘(«[]\s*|\s[-|]\s+)$/;

/** Takes a text apart into words. */
export function toWordsIn(text: string): readonly Word[] {
  let before = 0;
  return [...text.matchAll(WORD)].map((match) => {
    const written = match[0];
    const at = match.index;
    const bare = written.replace(/['’]s?$/i, '');
    const word: Word = {
      text: bare,
      at,
      end: at + bare.length,
      folded: fold(bare),
      isPossessive: bare !== written,
      isCapital: /^\p{Lu}/u.test(bare),
      isJoined: before > 0 && JOINED.test(text.slice(before, at)),
      isStart:
        START.test(text.slice(0, at)) && !/(?:\p{Lu}|Dr|Mr|Mrs|Ms|Prof|St|No|Inc|Co)\.\s+$/u.test(text.slice(0, at)),
      isOdd: /^.+[\p{Lu}\p{N}]|\p{N}.*\p{L}/u.test(bare),
    };
    before = at + bare.length;
    return word;
  });
}
