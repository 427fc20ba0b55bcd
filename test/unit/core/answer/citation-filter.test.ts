import { expect, test } from 'vitest';
import { createCitationFilter } from '../../../../src/core/answer/citation-filter.ts';

test.each([
  ['I work at Acme [1].', 'I work at Acme [1].', 0],
  ['I work at Acme [99].', 'I work at Acme.', 1],
  ['I work at Acme [0][2].', 'I work at Acme[2].', 1],
  ['I work at Acme [1, 99, 3].', 'I work at Acme [1, 3].', 1],
  ['A [7](https://acme.example.com) link.', 'A [7](https://acme.example.com) link.', 0],
  ['- [ ] to do, [2019] and [sic]', '- [ ] to do, [2019] and [sic]', 0],
  ['ends open [9', 'ends open [9', 0],
])('%s becomes %s, however it is cut', (text, shown, droppedCount) => {
  for (const size of [1, 2, 3, text.length]) {
    const filter = createCitationFilter(3);
    let out = '';

    for (let at = 0; at < text.length; at += size) out += filter.push(text.slice(at, at + size));
    out += filter.end();

    expect(out).toBe(shown);
    expect(filter.droppedCount).toBe(droppedCount);
  }
});

test('only what may be a citation waits', () => {
  expect(createCitationFilter(3).push('I work at Acme [')).toBe('I work at Acme');
});
