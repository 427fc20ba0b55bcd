import { createDisguisedEcho } from './disguised-echo.ts';
import { decodedForms, toConsonants, toRot13 } from '../../support/disguises.ts';

/** Watches a stream for the rules of its own prompt: pieces go in as they come, words that are no echo come out. */
export interface PromptGuard {
  /** Gives what can be shown now; words that may be the beginning of an echo wait. */
  push(delta: string): string;
  /** Gives what was still waiting. */
  end(): string;
  /** Whether the rules were being repeated; nothing of them has been given then, and nothing more comes. */
  readonly isLeaking: boolean;
}

/** So many consonants of the rules in a row are an echo, some seven words: nobody writes them by chance. */
const ECHO_LENGTH = 22;
/** From so many on text waits, until it shows whether it goes on like the rules. */
const SUSPECT_LENGTH = 5;
/** So many in what was decoded are an echo: what was no code decodes to noise. */
const DECODED_LENGTH = 9;
/** A word, or a row of hexadecimal pairs, may be an encoding and waits until it is read. */
const ENCODED_RUN = /(?:[A-Za-z0-9+/=_-]+|(?:(?:[\\%]|0?x|&#x?)?[0-9a-f]{2}[\s,;:]{0,2})+[0-9a-fx\\%&#;]{0,3})$/i;
/** So much of a run is looked at; what stands before that was judged and goes out. */
const MAX_RUN_CHARS = 160;

/**
 * Holds the rules of a prompt back, however a model was talked into repeating them and however the stream is cut. It
 * compares consonants alone: neither case, punctuation, Markdown, spaces between letters nor hidden vowels make an echo
 * unlike. Reversed, shifted by 13 letters, in base64, hexadecimal or percent signs it is known as well, and nothing of it comes out.
 * Of what {@link createDisguisedEcho} knows some words may come out before it is sure. In another language, in Morse or Pig
 * Latin, or as the first letters of its sentences it is not known.
 *
 * @param rules the sentences that must not come out
 */
export function createPromptGuard(rules: readonly string[]): PromptGuard {
  const known = knownFormsOf(rules);
  const disguised = createDisguisedEcho(rules);
  /** What was not given yet. */
  let held = '';
  let isLeaking = false;

  /** The last consonants of what was judged, so that an echo is seen whole that came in pieces. */
  let judged = '';

  const leak = (): string => {
    isLeaking = true;
    held = '';
    return '';
  };
  const isEcho = (delta: string): boolean => {
    const consonants = judged + toConsonants(delta);
    const from = judged.length;
    judged = consonants.slice(-ECHO_LENGTH);
    for (let end = from + 1; end <= consonants.length; end += 1) {
      if (runAtEnd(consonants.slice(Math.max(0, end - ECHO_LENGTH), end), known) >= ECHO_LENGTH) return true;
    }
    return hasEncodedEcho(held.slice(-MAX_RUN_CHARS - delta.length), known);
  };
  const release = (isEnd: boolean): string => {
    const suspects = runAtEnd(judged, known);
    const waiting = suspects < SUSPECT_LENGTH ? 0 : lengthOfLast(held, suspects);
    const run = Math.min(ENCODED_RUN.exec(held)?.[0].length ?? 0, MAX_RUN_CHARS);
    const length = isEnd ? held.length : Math.max(0, held.length - Math.max(waiting, run));
    const ready = held.slice(0, length);
    held = held.slice(length);
    return ready;
  };

  return {
    push(delta) {
      if (isLeaking) return '';
      held += delta;
      return isEcho(delta) || disguised.sees(delta, false) ? leak() : release(false);
    },
    end: () => (isLeaking || disguised.sees('', true) ? leak() : release(true)),
    get isLeaking() {
      return isLeaking;
    },
  };
}

/** What the rules look like, whatever was done to them. */
interface KnownForms {
  /** As consonants: as they are, backwards, and shifted. A sign that no text has parts them. */
  readonly text: string;
  /** Every {@link SUSPECT_LENGTH} consonants of it: most text has none of these, and is looked up no further. */
  readonly pieces: ReadonlySet<string>;
}

/** All answers of a twin have the same rules: the last ones are remembered. */
let latest: { readonly key: string; readonly forms: KnownForms } | undefined;

function knownFormsOf(rules: readonly string[]): KnownForms {
  const key = rules.join('\n');
  if (latest?.key !== key) latest = { key, forms: toKnownForms(rules) };
  return latest.forms;
}

function toKnownForms(rules: readonly string[]): KnownForms {
  const forms = rules.flatMap((rule) => [rule, backwards(rule), toRot13(rule), ...wordwise(rule)]);
  const text = forms.map(toConsonants).join('|');
  return { text, pieces: new Set(Array.from(text, (_letter, at) => text.slice(at, at + SUSPECT_LENGTH))) };
}

function backwards(text: string): string {
  return Array.from(text).toReversed().join('');
}

/** Each word backwards, and the words in the opposite order. */
function wordwise(rule: string): readonly string[] {
  const words = rule.split(' ');
  return [words.map(backwards).join(' '), words.toReversed().join(' ')];
}

/** The longest end of `consonants` that stands in the rules; nothing below {@link SUSPECT_LENGTH}. */
function runAtEnd(consonants: string, { text, pieces }: KnownForms): number {
  if (!pieces.has(consonants.slice(-SUSPECT_LENGTH)) || consonants.length < SUSPECT_LENGTH) return 0;
  let length = SUSPECT_LENGTH;
  while (length < consonants.length && text.includes(consonants.slice(-length - 1))) length += 1;
  return length;
}

function hasEncodedEcho(text: string, known: KnownForms): boolean {
  return decodedForms(text).some((decoded) => {
    const consonants = toConsonants(decoded);
    for (let at = 0; at + DECODED_LENGTH <= consonants.length; at += 1) {
      if (known.text.includes(consonants.slice(at, at + DECODED_LENGTH))) return true;
    }
    return false;
  });
}

/** How many characters at the end of a text hold its last `count` consonants. */
function lengthOfLast(text: string, count: number): number {
  let left = count;
  let at = text.length;
  while (at > 0 && left > 0) {
    at -= 1;
    left -= toConsonants(text[at] ?? '').length;
  }
  return text.length - at;
}
