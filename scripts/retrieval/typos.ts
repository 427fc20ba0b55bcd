/** A source of numbers from 0 up to 1 that gives the same ones for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
/** Shorter words are seldom what a question is about. */
const MIN_WORD_CHARS = 5;

/** The question with one letter of one of its longer words swapped, dropped, doubled or changed. */
export function withTypo(question: string, random: () => number): string {
  const words = [...question.matchAll(/\p{L}+/gu)].filter(([word]) => word.length >= MIN_WORD_CHARS);
  const picked = words[Math.floor(random() * words.length)];
  if (picked === undefined) return question;
  const [word] = picked;
  // The first letter is seldom the wrong one.
  const at = 1 + Math.floor(random() * (word.length - 2));
  return question.slice(0, picked.index) + misspell(word, at, random) + question.slice(picked.index + word.length);
}

function misspell(word: string, at: number, random: () => number): string {
  const [head, letter, next, tail] = [word.slice(0, at), word.charAt(at), word.charAt(at + 1), word.slice(at + 2)];
  const edits = [
    head + next + letter + tail,
    head + next + tail,
    head + letter + letter + next + tail,
    head + (LETTERS[Math.floor(random() * LETTERS.length)] ?? 'e') + next + tail,
  ];
  return edits[Math.floor(random() * edits.length)] ?? word;
}
