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

test('counts what the conversation brings in by its weight, and never as the question itself', () => {
  const index = createLexicalIndex();
  index.add(
    ['Robots in Leeds.', 'Robots in Delft.'].map((text, at) =>
      toChunk({ key: `${at}`, source: 'a.md', title: '', hints: '', text }),
    ),
  );

  const { hits } = index.search('Which robots?', { context: [{ text: 'Leeds', weight: 0.5 }], accepts: () => true });

  const found = new Map(hits.map((hit) => [hit.chunk.text, hit]));
  expect(found.get('Robots in Leeds.')?.coverage).toBe(1);
  expect(found.get('Robots in Delft.')?.coverage).toBeLessThan(1);
  expect(found.get('Robots in Leeds.')?.matched).toEqual(found.get('Robots in Delft.')?.matched);
});
