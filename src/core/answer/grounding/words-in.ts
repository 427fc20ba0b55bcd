import { fold, toStem } from './fold.ts';
import type { Mention } from './mention.ts';

/** One word of a text, or one part of a compound (`Node.js` is two), with where it stands. */
export interface Word extends Mention {
  /** Folded, without a possessive ending. */
  readonly folded: string;
  /** `folded` without a plural ending. */
  readonly stem: string;
  /** Whether a possessive ending follows. */
  readonly isPossessive: boolean;
  readonly isCapital: boolean;
  /** Whether nothing but a space, a hyphen or a dot stands between the word before and this one. */
  readonly isJoined: boolean;
  /** Whether a sentence, a quotation or what follows a colon begins here. */
  readonly isStart: boolean;
  /** Whether it holds a digit or a capital that is not its first letter. */
  readonly isOdd: boolean;
  /** Whether it stands alone in backticks. */
  readonly isCode: boolean;
}

const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’]\p{L}+)*(?:\+\+|[+#](?![\p{L}\p{N}]))?/gu;
const JOINED = /^(?:[ \u00A0]{1,4}|-|\.|\. |\/|'s |’s )?$/;
const START = /(?:^|[.!?:;•]["”’)]*\s+|[–—]\s*|["“‘(«[]\s*|\s[-|]\s+)$/;

/** As much of a text before a word as tells whether a sentence begins. */
const LEAD = 12;

/** Takes a text apart into words. */
export function toWordsIn(text: string): readonly Word[] {
  let before = 0;
  return [...text.matchAll(WORD)].map((match) => {
    const written = match[0];
    const at = match.index;
    const bare = written.replace(/['’]s?$/i, '');
    const folded = fold(bare);
    const lead = text.slice(Math.max(0, at - LEAD), at);
    const word: Word = {
      text: bare,
      at,
      end: at + bare.length,
      folded,
      stem: toStem(folded),
      isPossessive: bare !== written,
      isCapital: /^\p{Lu}/u.test(bare),
      isJoined: before > 0 && JOINED.test(text.slice(before, at)),
      isStart:
        (at === 0 || START.test(at > LEAD ? `-${lead}` : lead)) &&
        !/(?:\p{Lu}|Dr|Mr|Mrs|Ms|Prof|St|No|Inc|Co)\.\s+$/u.test(lead),
      isCode: text[at - 1] === '`' && text[at + bare.length] === '`',
      isOdd: /^.+[\p{Lu}\p{N}]|\p{N}.*\p{L}/u.test(bare),
    };
    before = at + bare.length;
    return word;
  });
}
