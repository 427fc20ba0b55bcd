import { expect, test } from 'vitest';

import { toChunk } from '../../../src/core/profile/chunk-id.ts';
import { createLexicalIndex } from '../../../src/engines/vector/lexical-index.ts';

test('counts a word that names a subject for more than an equally rare one that frames the question', () => {
  const index = createLexicalIndex();
  index.add([
    toChunk({ key: 'framing', source: 'a.md', title: '', hints: '', text: 'Projects of all sorts.' }),
    toChunk({ key: 'subject', source: 'a.md', title: '', hints: '', text: 'Robots of all sorts.' }),
  ]);

  const { hits } = index.search('Which robots project?', { context: [], accepts: () => true });

  const scores = new Map(hits.map(({ chunk, score }) => [chunk.key, score]));
  expect(scores.get('framing')).toBeLessThan(scores.get('subject') ?? 0);
});

test('tells how much of the question a chunk holds, rare words before common ones and repeats for nothing', () => {
  const index = createLexicalIndex();
  index.add(
    ['robots and boats', 'robots robots robots', 'boats', 'boats and trains'].map((text, at) =>
      toChunk({ key: `${at}`, source: 'a.md', title: '', hints: '', text }),
    ),
  );

  const { hits } = index.search('Which robots and boats?', { context: [], accepts: () => true });

  const coverages = new Map(hits.map(({ chunk, coverage }) => [chunk.text, coverage]));
  expect(coverages.get('robots and boats')).toBe(1);
  expect(coverages.get('robots robots robots')).toBeGreaterThan(coverages.get('boats') ?? 1);
  expect(coverages.get('robots robots robots')).toBeLessThan(1);
});

test('lets words of the conversation move the score, and not how much of the question is held', () => {
  const index = createLexicalIndex();
  index.add([toChunk({ key: 'a', source: 'a.md', title: '', hints: '', text: 'Robots in Leeds.' })]);
  const accepts = (): boolean => true;

  const plain = index.search('Which robots?', { context: [], accepts }).hits;
  const moved = index.search('Which robots?', { context: [{ text: 'Leeds', weight: 1 }], accepts }).hits;

  expect(moved[0]?.coverage).toBe(plain[0]?.coverage);
  expect(moved[0]?.matched).toEqual(plain[0]?.matched);
});
