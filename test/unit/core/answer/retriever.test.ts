import { expect, test } from 'vitest';
import { createRetriever } from '../../../../src/core/answer/retriever.ts';
import { passageOf } from '../../../fakes/passages.ts';
import type { Audience } from '../../../../src/core/audience.ts';
import type { VectorIndex } from '../../../../src/core/ports.ts';
import type { VersionStore } from '../../../../src/core/state-store.ts';
import type { Passage } from '../../../../src/core/profile/chunk.ts';

const QUESTION = 'Where did you work before Lumenfold?';
const TITLES = {
  lumenfold: 'Maya > Experience > Lumenfold',
  tidemark: 'Maya > Experience > Tidemark',
  brackenfield: 'Maya > Experience > Brackenfield',
};

test('the jobs before a named one come first, the nearest before all', async () => {
  const passages = [
    job('lumenfold', 2021, 'public'),
    job('brackenfield', 2012, 'public'),
    job('tidemark', 2016, 'public'),
  ];

  const retrieval = await retrieve(passages);

  expect(titlesOf(retrieval.passages)).toEqual([TITLES.tidemark, TITLES.brackenfield, TITLES.lumenfold]);
  expect(retrieval.searchText).toBe('And before that?');
});

test('what an index gives in spite of the filter is neither found nor stands beside what is found', async () => {
  const passages = [
    job('lumenfold', 2021, 'public'),
    job('tidemark', 2016, 'members'),
    job('brackenfield', 2012, 'public'),
  ];

  const retrieval = await retrieve(passages);

  expect(titlesOf(retrieval.passages)).toEqual([TITLES.brackenfield, TITLES.lumenfold]);
});

test('an entry that the place may not see does not show in what comes before it', async () => {
  const passages = [job('lumenfold', 2021, 'owner'), job('brackenfield', 2012, 'public')];

  const retrieval = await retrieve(passages);

  expect(titlesOf(retrieval.passages)).toEqual([TITLES.brackenfield]);
  expect(retrieval.searchText).toBe(QUESTION);
});

function job(name: keyof typeof TITLES, year: number, audience: Audience): Passage {
  const text = `From ${year} on, at a firm that builds things such as ${name}.`;
  return passageOf({ key: name, title: TITLES[name], text, audience });
}

function titlesOf(passages: readonly Passage[]): readonly string[] {
  return passages.map(({ chunk }) => chunk.title);
}

/** Asks, for everybody, an index that finds the same for every question and does not filter. */
function retrieve(passages: readonly Passage[]) {
  const index: VectorIndex = {
    name: 'open',
    minConfidence: 0,
    query: async () => ({ passages, confidence: 1, scale: 'any' }),
    upsert: unused,
    delete: unused,
    list: unused,
    status: unused,
  };
  const versions: VersionStore = {
    active: async () => undefined,
    activeNumber: async () => 0,
    history: unused,
    activate: unused,
  };
  const retriever = createRetriever({ index, versions, topK: 5 });
  const { signal } = new AbortController();
  return retriever.retrieve(QUESTION, { history: [], filter: { audience: 'public' }, signal });
}

function unused(): never {
  throw new Error('A question asks and does no more.');
}
