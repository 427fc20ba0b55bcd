import { describe, expect, test } from 'vitest';
import { checkAnswer, toProblem } from '../../../../src/core/golden/check-answer.ts';
import { holds } from '../../../../src/core/golden/fold-text.ts';
import type { Expectation, GoldenQuestion } from '../../../../src/core/golden/golden-question.ts';

describe('a wording', () => {
  test.each([
    ['I joined LUMENFOLD in May.', 'lumenfold'],
    ['Zoë lives in Besançon', 'zoe lives in besancon'],
    ['It reached 99.97% in 2024', '99.97 %'],
    ['It reached 99.97 % in 2024', '99.97%'],
    ['a Staff **Software** Engineer', 'staff software engineer'],
    ['Rust [1] and Python [2][3]', 'Rust and Python'],
    ['two\n> lines of a quote', 'two lines of a quote'],
    ['all the robots', 'robot'],
    ['It is Maya’s own', "maya's"],
    ['我住在鹿特丹。', '鹿特丹'],
    ['C++ and C#', 'c++'],
    ['see https://a.example/x?y=(1)', 'https://a.example/x?y=(1)'],
    ['a well-known thing', 'well-known'],
  ])('is found: %j holds %j', (text, wording) => {
    expect(holds(text, wording)).toBe(true);
  });

  test.each([
    ['founded in 1947', '47'],
    ['470 seconds', '47'],
    ['1,400 robots', '400'],
    ['1.47 seconds', '1'],
    ['I trust them', 'Rust'],
    ['It is so [2].', '2'],
    ['Java', 'JavaScript'],
    ['aXb', 'a.b'],
  ])('is not found by accident: %j does not hold %j', (text, wording) => {
    expect(holds(text, wording)).toBe(false);
  });
});

describe('an answer', () => {
  test('passes when it holds one wording of every group', () => {
    const verdict = checkAnswer(containing([['nine', '9'], ['team']]), {
      text: 'My team has 9 people.',
      outcome: 'answered',
    });

    expect(verdict).toEqual({ kind: 'passed' });
  });

  test('that lacks something is told with what it lacks', () => {
    const golden = containing([['nine', '9'], ['2021'], ['team']]);

    const verdict = checkAnswer(golden, { text: 'My team is nice.', outcome: 'answered' });

    expect(toProblem(golden, verdict, { isNew: true })).toBe('“How many?” no longer says “nine” / “9” or “2021”.');
    expect(toProblem(golden, verdict, { isNew: false })).toBe('“How many?” does not say “nine” / “9” or “2021”.');
  });

  test('that is unknown does not pass by the examples it offers', () => {
    const golden = containing([['nine']]);

    const verdict = checkAnswer(golden, { text: "I don't know. You can ask: who are the nine?", outcome: 'unknown' });

    expect(toProblem(golden, verdict, { isNew: true })).toBe('“How many?” is no longer answered.');
  });

  test('must be unknown where that is expected', () => {
    const golden: GoldenQuestion = { ...containing([]), expectation: { kind: 'unknown' } };

    const right = checkAnswer(golden, { text: "I don't know.", outcome: 'unknown' });
    const wrong = checkAnswer(golden, { text: 'Nine.', outcome: 'answered' });

    expect(right).toEqual({ kind: 'passed' });
    expect(toProblem(golden, wrong, { isNew: true })).toBe('“How many?” is now answered, although it must be unknown.');
  });

  test('that says more than its passages has not passed, even when the words are there', () => {
    const golden = containing([['nine']]);

    const verdict = checkAnswer(golden, { text: 'Nine, since 1803.', outcome: 'degraded', degradedBy: 'grounding' });

    expect(toProblem(golden, verdict, { isNew: false })).toBe('“How many?” says something that the files do not.');
  });

  test.each(['failed', 'degraded'] as const)('that is %s has not passed, even when the words are there', (outcome) => {
    const verdict = checkAnswer(containing([['nine']]), { text: 'My team has nine people.', outcome });

    expect(verdict).toEqual({ kind: 'broken', outcome });
  });
});

function containing(groups: Extract<Expectation, { kind: 'contains' }>['groups']): GoldenQuestion {
  return { question: 'How many?', audience: 'public', after: [], expectation: { kind: 'contains', groups } };
}
