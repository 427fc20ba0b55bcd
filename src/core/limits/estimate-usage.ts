import type { ChatMessage, Usage } from '../ports.ts';

/** Latin letters, digits, spaces and punctuation: about four to a token, as English has it. */
const LATIN_CHARS_PER_TOKEN = 4;
/** Other alphabets, such as Cyrillic, Greek, Arabic or Devanagari. */
const OTHER_CHARS_PER_TOKEN = 2;
/** Scripts without spaces, and emoji: a token for each character, or more. */
const DENSE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Extended_Pictographic}]/gu;
const OTHER = /(?![\u2000-\u206F])[\u0250-\uFFFF]/g;

/**
 * How many model tokens a text has, roughly, whatever its script: vocabularies differ, so this errs on the high side.
 */
export function estimateTokens(text: string): number {
  const denseCount = text.match(DENSE)?.length ?? 0;
  const others = text.replaceAll(DENSE, '');
  const otherCount = others.match(OTHER)?.length ?? 0;
  const latinCount = others.length - otherCount;
  return Math.ceil(denseCount + otherCount / OTHER_CHARS_PER_TOKEN + latinCount / LATIN_CHARS_PER_TOKEN);
}

/** What an answer probably used, where the service does not say: it does not count, or its stream broke off. */
export function estimateUsage(messages: readonly ChatMessage[], written: string): Usage {
  return {
    promptTokens: estimateTokens(messages.map(({ content }) => content).join('')),
    completionTokens: estimateTokens(written),
  };
}
