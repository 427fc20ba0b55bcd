import { describe, expect, test } from 'vitest';

import { separateNames } from '../../../src/engines/vector/common-names.ts';
import { makeChunk } from './chunks.ts';

const going = makeChunk({ title: 'Maya > Values', text: 'She looks for a component that can go.' });
const language = makeChunk({ title: 'Maya > Skills', text: 'Go (level: expert).' });

describe('a name that is spelt like a common word', () => {
  test('is not met by the common word, and is then a term of its own', () => {
    const met = ask('Does she know Go?', going);

    expect(met.passages[0]?.matched).toEqual([]);
    expect(met.terms).toEqual(['Go']);
  });

  test('is met where it is written as a name', () => {
    const met = ask('Does she know Go?', going, language);

    expect(met.passages.map(({ matched }) => matched)).toEqual([[], ['go']]);
    expect(met.terms).toEqual(['go']);
  });

  test.each([
    ['is not meant in lower case', 'does she know go?'],
    ['is not meant at the start of a sentence', 'Go on?'],
    ['is not meant behind an article', 'What is your Go like?'],
  ])('%s', (_name, question) => {
    const met = ask(question, going);

    expect(met.passages[0]?.matched).toEqual(['go']);
  });
});

function ask(question: string, ...chunks: readonly (typeof going)[]) {
  return separateNames(question, { terms: ['go'], passages: chunks.map((chunk) => ({ chunk, matched: ['go'] })) });
}
