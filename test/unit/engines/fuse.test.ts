import { expect, test } from 'vitest';

import { takeBest } from '../../../src/engines/vector/fuse.ts';
import { makeChunk } from './chunks.ts';

const often = makeChunk({ title: 'Often', text: 'robots robots robots' });
const both = makeChunk({ title: 'Both', text: 'robots and boats, among much else' });

test('a chunk that holds all of the question goes before one that holds a part of it somewhat more often', () => {
  const hits = [
    { chunk: often, score: 10, coverage: 0.5, matched: ['robot'] },
    { chunk: both, score: 8, coverage: 1, matched: ['robot', 'boat'] },
  ];

  const best = takeBest(hits, 2);

  expect(best.map(({ chunk }) => chunk.title)).toEqual(['Both', 'Often']);
});

test('of the best by words only as many are kept as are asked for, the best first', () => {
  const hits = [1, 3, 2].map((score) => ({
    chunk: makeChunk({ title: `${score}`, text: 'robots' }),
    score,
    coverage: 1,
    matched: ['robot'],
  }));

  const best = takeBest(hits, 2);

  expect(best.map(({ chunk }) => chunk.title)).toEqual(['3', '2']);
});
