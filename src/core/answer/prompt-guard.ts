/** Watches a stream for the rules of its own prompt: pieces go in as they come, words that are no echo come out. */
export interface PromptGuard {
  /** Gives what can be shown now; words that may be the beginning of an echo wait. */
  push(delta: string): string;
  /** Gives what was still waiting. */
  end(): string;
  /** Whether the rules were being repeated; nothing of them has been given then, and nothing more comes. */
  readonly isLeaking: boolean;
}

/** So many words of the rules in a row are an echo: nobody writes them by chance. */
const ECHO_WORDS = 8;
/** From so many on words wait, until it shows whether they go on like the rules. */
const SUSPECT_WORDS = 3;

/**
 * Holds the rules of a prompt back, however a model was talked into repeating them and however the stream is cut. It
 * knows them by their words alone, so case, punctuation and Markdown do not hide them; an encoded echo it cannot know.
 *
 * @param rules the sentences that must not come out
 */
export function createPromptGuard(rules: readonly string[]): PromptGuard {
  const grams = toGrams(rules);
  const recent: string[] = [];
  let held = '';
  let openWord = '';
  let isLeaking = false;

  const take = (unit: string): string => {
    held += unit;
    recent.push(...toWords(unit));
    recent.splice(0, recent.length - ECHO_WORDS);
    const run = longestRun(recent, grams);
    if (run >= ECHO_WORDS) isLeaking = true;
    if (isLeaking || run >= SUSPECT_WORDS) return '';
    const ready = held;
    held = '';
    return ready;
  };

  return {
    push(delta) {
      if (isLeaking) return '';
      openWord += delta;
      const units = openWord.match(/\S*\s+/g) ?? [];
      openWord = openWord.slice(units.join('').length);
      return units.map((unit) => (isLeaking ? '' : take(unit))).join('');
    },
    end() {
      if (isLeaking) return '';
      const ready = take(openWord);
      openWord = '';
      return isLeaking ? '' : ready + held;
    },
    get isLeaking() {
      return isLeaking;
    },
  };
}

/** All rows of 3 to 8 words that stand in the rules. */
function toGrams(rules: readonly string[]): ReadonlySet<string> {
  const grams = new Set<string>();
  for (const words of rules.map(toWords)) {
    for (let length = SUSPECT_WORDS; length <= ECHO_WORDS; length += 1) {
      for (let at = 0; at + length <= words.length; at += 1) grams.add(words.slice(at, at + length).join(' '));
    }
  }
  return grams;
}

function longestRun(words: readonly string[], grams: ReadonlySet<string>): number {
  for (let length = Math.min(words.length, ECHO_WORDS); length >= SUSPECT_WORDS; length -= 1) {
    if (grams.has(words.slice(-length).join(' '))) return length;
  }
  return 0;
}

function toWords(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
