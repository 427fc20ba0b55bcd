import { describe, expect, test } from 'vitest';

import { toConfidence } from '../../../src/engines/vector/confidence.ts';
import { createLocalIndex } from '../../../src/engines/vector/local.ts';
import { toPassageConfidence } from '../../../src/engines/vector/passage-confidence.ts';
import { createVocabulary } from '../../../src/engines/vector/vocabulary.ts';
import type { Chunk } from '../../../src/core/profile/chunk.ts';
import type { Audience } from '../../../src/core/audience.ts';
import { createMemoryChunkStore } from '../../fakes/memory-chunk-store.ts';
import { makeChunk } from './chunks.ts';

const rust = makeChunk({ title: 'Maya Okafor > Skills > Rust', text: 'Six years of experience with Rust.' });
const about = makeChunk({ title: 'Maya Okafor > About', text: 'A staff engineer in Rotterdam.', hints: 'live, city' });
const school = makeChunk({ title: 'Maya Okafor > Education > Delft', text: 'Studied physics.', hints: 'university' });
const chunks = [rust, about, school];

describe('the confidence of the embedded index', () => {
  test('is higher for what the files hold than for what they do not', async () => {
    const [known, unknown] = [await ask('Do you know Rust?'), await ask('Do you know Kotlin?')];

    expect(known).toBeGreaterThan(0.5);
    expect(unknown).toBeLessThan(0.3);
  });

  test('does not rise by a word that only frames the question', async () => {
    const [framed, bare] = [await ask('What experience do you have with Kotlin?'), await ask('Do you know Kotlin?')];

    expect(framed - bare).toBeLessThan(0.2);
  });

  test('is lower for a name that no chunk holds than for another such word', async () => {
    const [named, plain] = [
      await ask('Did you study physics at Oxford?'),
      await ask('Did you study physics at oxford?'),
    ];

    expect(named).toBeLessThan(plain);
  });

  test('is lower for a passage without what the question asks for, such as a number', async () => {
    const ports = (text: string) => [makeChunk({ title: 'Maya Okafor > Ports', text }), ...chunks];

    const counted = await ask('How many ports use it?', { chunks: ports('Seven ports use it.') });
    const vague = await ask('How many ports use it?', { chunks: ports('The ports use it.') });

    expect(vague).toBeLessThan(counted * 0.6);
  });

  test('takes no account of a chunk that the place may not see', async () => {
    const salary = makeChunk({ title: 'Maya Okafor > Salary', text: 'Salary: 90,000.', audience: 'owner' });

    const without = await ask('What is your salary in Rotterdam?');
    const hidden = await ask('What is your salary in Rotterdam?', { chunks: [...chunks, salary], audience: 'public' });
    const seen = await ask('What is your salary in Rotterdam?', { chunks: [...chunks, salary], audience: 'owner' });

    expect(hidden).toBe(without);
    expect(seen).toBeGreaterThan(hidden);
  });

  test('is the same each time', async () => {
    const all = await Promise.all([1, 2, 3].map(() => ask('Where did you study physics?')));

    expect(new Set(all).size).toBe(1);
  });
});

describe('the confidence of evidence', () => {
  const vocabulary = createVocabulary();
  vocabulary.add(['rust', 'engin']);
  vocabulary.add(['rotterdam', 'engin']);

  test('is nothing without evidence or without a question', () => {
    expect(toConfidence(['rust'], [], vocabulary)).toBe(0);
    expect(toConfidence([], [{ matched: [], cosine: 0.9 }], vocabulary)).toBe(0);
  });

  test('wants words and nearness from one passage', () => {
    const together = toConfidence(['rust'], [{ matched: ['rust'], cosine: 0.6 }], vocabulary);
    const apart = toConfidence(
      ['rust'],
      [
        { matched: ['rust'], cosine: 0 },
        { matched: [], cosine: 0.6 },
      ],
      vocabulary,
    );

    expect(together).toBeGreaterThan(apart);
  });

  test('trusts a passage that is near in meaning, though it holds no word of the question', () => {
    const near = toConfidence(['profess'], [{ matched: [], cosine: 0.7 }], vocabulary);
    const far = toConfidence(['profess'], [{ matched: [], cosine: 0.1 }], vocabulary);

    expect(near).toBeGreaterThan(far + 0.2);
  });

  test('doubts a question that only frames, rather than refusing it', () => {
    const evidence = [{ matched: [], cosine: 0.2 }];

    const [framing, foreign] = [['walk', 'resum'], ['kotlin']].map((terms) =>
      toConfidence(terms, evidence, vocabulary),
    );

    expect(framing).toBeGreaterThan((foreign ?? 1) + 0.03);
    expect(framing).toBeLessThan(toConfidence(['rust'], [{ matched: ['rust'], cosine: 0.2 }], vocabulary));
  });

  test('stays within 0 and 1', () => {
    const full = toConfidence(['rust', 'engin'], [{ matched: ['rust', 'engin'], cosine: 1 }], vocabulary);
    const none = toConfidence(['kotlin'], [{ matched: [], cosine: -1 }], vocabulary);

    expect(full).toBeLessThanOrEqual(1);
    expect(none).toBeGreaterThanOrEqual(0);
  });
});

describe('the confidence of passages that a service found', () => {
  test('tells a near miss from an answer where the scores do not', () => {
    const passages = chunks.map((chunk) => ({ chunk, denseScore: 0.81 }));

    const [known, unknown] = ['Do you know Rust?', 'Do you know Kotlin?'].map((question) =>
      toPassageConfidence(question, passages),
    );

    expect(known).toBeGreaterThan((unknown ?? 1) + 0.2);
  });

  test('does not count the name that every passage holds', () => {
    const passages = chunks.map((chunk) => ({ chunk, denseScore: 0.7 }));

    const [named, bare] = ['Does Maya know Kotlin?', 'Does she know Kotlin?'].map((question) =>
      toPassageConfidence(question, passages),
    );

    expect(Math.abs((named ?? 1) - (bare ?? 0))).toBeLessThan(0.05);
  });

  test('is nothing when no passage came back', () => {
    expect(toPassageConfidence('Do you know Rust?', [])).toBe(0);
  });
});

async function ask(
  question: string,
  given: { readonly chunks?: readonly Chunk[]; readonly audience?: Audience } = {},
): Promise<number> {
  const { signal } = new AbortController();
  const index = createLocalIndex({ chunks: createMemoryChunkStore() });
  await index.upsert(given.chunks ?? chunks, { signal });
  const filter = { audience: given.audience ?? 'owner' } as const;
  return (await index.query(question, { topK: 8, live: 'all', filter, signal })).confidence;
}
