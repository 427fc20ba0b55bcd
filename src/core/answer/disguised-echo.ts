import {
  decodedNumbers,
  decodedPieces,
  lookAlikes,
  mirroredSteps,
  toConsonants,
  toSteps,
} from '../../support/disguises.ts';

/** Looks in what was written last for rules that came in a disguise. */
export interface DisguisedEcho {
  /** Whether there is one now; looks once in so many characters, and at what `isEnd` leaves. */
  sees(delta: string, isEnd: boolean): boolean;
}

/** So much is looked back upon: some twenty letters in binary. */
const WINDOW_CHARS = 1200;
const LOOK_EVERY_CHARS = 64;
/** So many consonants in a row are an echo: nobody writes them by chance. */
const CONSONANTS = 22;
/** In what was decoded fewer are enough: what was no code decodes to noise. */
const DECODED_CONSONANTS = 12;
const STEPS = 40;
/** So many words of a rule in its order are an echo, whatever stands between them. */
const WORDS_IN_ORDER = 8;
const MAX_WORDS_BETWEEN = 6;
const MIN_WORD_CHARS = 4;

/**
 * Knows rules that were shifted, written as numbers, in look-alikes, as initials, in pieces of base64, or with other words
 * between theirs. Nothing waits for it: what came before it was sure has been given.
 *
 * @param rules the sentences that must not come out
 */
export function createDisguisedEcho(rules: readonly string[]): DisguisedEcho {
  const known = knownRunsOf(rules);
  let window = '';
  let unseen = 0;

  return {
    sees(delta, isEnd) {
      window = (window + delta).slice(-WINDOW_CHARS);
      unseen += delta.length;
      if (unseen < LOOK_EVERY_CHARS && !isEnd) return false;
      unseen = 0;
      return (
        hasRunOf(known.steps, toSteps(window), STEPS) ||
        hasRunOf(known.consonants, toConsonants(lookAlikes(window)), CONSONANTS) ||
        hasRunOf(known.consonants, toConsonants(toInitials(window)), CONSONANTS) ||
        [...decodedNumbers(window), ...decodedPieces(window)].some((text) =>
          hasRunOf(known.decoded, toConsonants(text), DECODED_CONSONANTS),
        ) ||
        known.words.some((rule) => longestInOrder(rule, toWords(window)) >= WORDS_IN_ORDER)
      );
    },
  };
}

/** Every run of the rules that is long enough to be known by. */
interface KnownRuns {
  readonly steps: ReadonlySet<string>;
  readonly consonants: ReadonlySet<string>;
  readonly decoded: ReadonlySet<string>;
  readonly words: readonly (readonly string[])[];
}

/** All answers of a twin have the same rules: the last ones are remembered. */
let latest: { readonly key: string; readonly runs: KnownRuns } | undefined;

function knownRunsOf(rules: readonly string[]): KnownRuns {
  const key = rules.join('\n');
  if (latest?.key !== key) latest = { key, runs: toKnownRuns(rules) };
  return latest.runs;
}

function toKnownRuns(rules: readonly string[]): KnownRuns {
  const consonants = rules.map(toConsonants);
  const steps = rules.map(toSteps);
  return {
    steps: new Set([...steps, ...steps.map(mirroredSteps)].flatMap((text) => runsOf(text, STEPS))),
    consonants: new Set(consonants.flatMap((text) => runsOf(text, CONSONANTS))),
    decoded: new Set(consonants.flatMap((text) => runsOf(text, DECODED_CONSONANTS))),
    words: rules.map(toWords),
  };
}

function runsOf(text: string, length: number): readonly string[] {
  return Array.from({ length: Math.max(0, text.length - length + 1) }, (_none, at) => text.slice(at, at + length));
}

/** Whether a run of this length is known. */
function hasRunOf(known: ReadonlySet<string>, text: string, length: number): boolean {
  for (let at = 0; at + length <= text.length; at += 1) {
    if (known.has(text.slice(at, at + length))) return true;
  }
  return false;
}

function toInitials(text: string): string {
  return (text.match(/(?<![\p{L}\p{M}\p{N}])\p{L}/gu) ?? []).join('');
}

function toWords(text: string): readonly string[] {
  return (text.toLowerCase().match(/\p{L}+/gu) ?? []).filter((word) => word.length >= MIN_WORD_CHARS);
}

/** How many words of a rule follow one another in a text, in their order and near each other; none of the rule is left out. */
function longestInOrder(rule: readonly string[], text: readonly string[]): number {
  let longest = 0;
  for (let from = 0; from + WORDS_IN_ORDER <= rule.length; from += 1) {
    let [found, at] = [0, text.indexOf(rule[from] ?? '')];
    while (at >= 0) {
      found += 1;
      const next = text.slice(at + 1, at + 2 + MAX_WORDS_BETWEEN).indexOf(rule[from + found] ?? '');
      if (next < 0) break;
      at += 1 + next;
    }
    longest = Math.max(longest, found);
  }
  return longest;
}
