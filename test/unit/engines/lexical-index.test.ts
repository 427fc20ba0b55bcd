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
