import { describe, expect, test } from 'vitest';

import { isStopWord, toPhrase, toRarity, toSentences, toTerms } from '../../../src/support/words.ts';

describe('toTerms', () => {
  test('drops the words with which a question is wrapped and stems the rest', () => {
    const terms = toTerms('Could you please tell me which companies you worked for?');

    expect(terms).toEqual(['compani', 'work']);
  });

  test('gives the same term for inflections of one word', () => {
    expect(toTerms('studied')).toEqual(toTerms('study'));
  });

  test('keeps c++ and c# apart from c', () => {
    expect(toTerms('C++, C# and C')).toEqual(['c++', 'c#', 'c']);
  });

  test.each([
    ['Where did she grow up?', 'She grew up in Leeds.'],
    ['Who teaches children?', 'He taught a child.'],
    ['What has she written?', 'Books that she wrote.'],
  ])('meets the irregular form in %j and %j', (question, text) => {
    expect(toTerms(text)).toEqual(expect.arrayContaining(toTerms(question)));
  });

  test('keeps numbers', () => {
    expect(toTerms('in 2019 she walked 42.195 km')).toEqual(['2019', 'walk', '42', '195', 'km']);
  });

  test('reads accents, ligatures and full-width letters as plain ones', () => {
    expect(toTerms('Résumé oﬃce Ａｃｍｅ')).toEqual(toTerms('resume office acme'));
  });

  test('splits an unspaced script into overlapping pairs', () => {
    expect(toTerms('東京大学 2010')).toEqual(['東京', '京大', '大学', '2010']);
  });

  test('keeps a single character of an unspaced script', () => {
    expect(toTerms('猫 and 犬')).toEqual(['猫', '犬']);
  });

  test('keeps the marks that belong to letters of other scripts', () => {
    expect(toTerms('परियोजना')).toEqual(['परियोजना']);
    expect(toTerms('ガイド')).toEqual(['ガイ', 'イド']);
  });

  test('reads a question of stop words alone as one phrase, whatever it opens with', () => {
    expect(toTerms('Hi, so who are you?')).toEqual(toTerms('who are you'));
    expect(toTerms('who are you')).toEqual(['who_are_you']);
  });

  test('finds nothing in a lone stop word, in punctuation and in nothing', () => {
    expect([...toTerms('the'), ...toTerms('?! …'), ...toTerms('')]).toEqual([]);
  });
});

describe('toPhrase', () => {
  const isName = (term: string): boolean => term === 'maya' || term === 'okafor';

  test('reads alike whomever a question without content is about', () => {
    const questions = ['Who are you?', 'Who is she?', "Who's he?", 'who is Maya Okafor', 'And who is maya?'];

    expect(new Set(questions.map((question) => toPhrase(question, isName)))).toEqual(new Set(['who_are_you']));
  });

  test('keeps different questions apart', () => {
    expect(toPhrase('How are you?', isName)).not.toBe(toPhrase('Who are you?', isName));
  });

  test('finds none where content is left, or a lone word', () => {
    expect([toPhrase('Who is Ada?', isName), toPhrase('Maya', isName), toPhrase('', isName)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('isStopWord', () => {
  test('knows function words from content words', () => {
    expect(['the', 'please', 'which'].every(isStopWord)).toBe(true);
    expect(['rust', 'work', 'school'].some(isStopWord)).toBe(false);
  });
});

describe('toRarity', () => {
  test('falls as a term stands in more texts and stays above zero', () => {
    const rarities = [0, 1, 5, 10].map((frequency) => toRarity(frequency, 10));

    expect(rarities).toEqual(rarities.toSorted((a, b) => b - a));
    expect(Math.min(...rarities)).toBeGreaterThan(0);
  });
});

describe('toSentences', () => {
  test('parts sentences and lines', () => {
    const sentences = toSentences('She builds robots. They walk!\n\n- Ran a lab\nWho knows? Nobody.');

    expect(sentences).toEqual(['She builds robots.', 'They walk!', '- Ran a lab', 'Who knows?', 'Nobody.']);
  });

  test('does not part at a title, an initial, a degree or a decimal point', () => {
    const text = 'Dr. Ada B. Byron holds a Ph.D. in logic. Her score was 3.9 of 4.0.';

    expect(toSentences(text)).toEqual(['Dr. Ada B. Byron holds a Ph.D. in logic.', 'Her score was 3.9 of 4.0.']);
  });

  test('loses no text when the last sentence ends like an abbreviation', () => {
    expect(toSentences('She joined Acme Inc.')).toEqual(['She joined Acme Inc.']);
  });
});
