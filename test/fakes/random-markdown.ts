import { randomBlock } from './random-blocks.ts';

/** Numbers in [0, 1) that are the same for the same seed. */
export type Random = () => number;

/** Makes a generator of numbers (mulberry32). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Writes Markdown of at least `minChars` characters with everything that is hard to cut, aligned, closed or escaped. */
export function randomMarkdown(random: Random, minChars: number): string {
  const newLine = random() < 0.1 ? '\r\n' : '\n';
  let text = '';
  while (text.length < minChars) text += randomBlock(random) + (random() < 0.9 ? '\n\n' : '\n');
  return newLine === '\n' ? text : text.replaceAll('\n', newLine);
}
