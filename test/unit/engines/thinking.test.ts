import { expect, test } from 'vitest';

import { createThinkingFilter } from '../../../src/engines/llm/thinking.ts';

test('takes out a thought at the start, wherever the stream is cut', () => {
  const answer = ' <think>Is it 2 < 3?\nYes.</think>\n\nIt is. <think>';

  for (let cut = 0; cut <= answer.length; cut += 1) {
    expect(filter(answer.slice(0, cut), answer.slice(cut))).toBe('It is. <think>');
  }
});

test('gives text that only begins like a thought', () => {
  expect(filter('<thi', 's is it')).toBe('<this is it');
  expect(filter('<th')).toBe('<th');
});

test('shows nothing of a thought that never ends', () => {
  expect(filter('<think>Hm', 'm')).toBe('');
});

test('gives text without a thought at once', () => {
  expect(createThinkingFilter().push('At Lumenfold')).toBe('At Lumenfold');
});

function filter(...deltas: readonly string[]): string {
  const thinking = createThinkingFilter();
  return deltas.map((delta) => thinking.push(delta)).join('') + thinking.end();
}
