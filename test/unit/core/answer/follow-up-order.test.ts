import { describe, expect, test } from 'vitest';
import { findTold, toNeighbours } from '../../../../src/core/answer/follow-up-order.ts';
import { passageOf } from '../../../fakes/passages.ts';

const NOW = passageOf({ title: 'Maya > Experience > Now', text: 'Lead at Now, since March 2021 (current job).' });
const EARLIER = passageOf({ title: 'Maya > Experience > Earlier', text: 'At Earlier, from June 2017 to March 2021.' });
const FIRST = passageOf({ title: 'Maya > Experience > First', text: 'At First.', date: '2014-09' });
const UNDATED = passageOf({ title: 'Maya > Experience > Undated', text: 'At Undated.' });
const SCHOOL = passageOf({ title: 'Maya > Education > School', text: 'At School, from 2010 to 2013.' });
const LIST = passageOf({ title: 'Maya > Experience', text: 'Employers (3): First (2014), Earlier, Now.' });
const FOUND = [LIST, NOW, SCHOOL, UNDATED, FIRST, EARLIER];

test('what came before is the entries of the section that began earlier, the nearest first', () => {
  expect(toNeighbours(FOUND, NOW.chunk, 'before')).toEqual([EARLIER, FIRST]);
});

test('what came after is the entries that began later, the nearest first', () => {
  expect(toNeighbours(FOUND, FIRST.chunk, 'after')).toEqual([EARLIER, NOW]);
});

describe('what was told', () => {
  test('is the entry that was cited', () => {
    expect(findTold(FOUND, turnOf('There [1].', EARLIER.chunk.title))).toBe(EARLIER.chunk);
  });

  test('is the entry that the answer names when what it cites is none', () => {
    const question = passageOf({ title: 'Maya > Questions > When did it begin?', text: 'In 2015, at First.' });

    expect(findTold([question, ...FOUND], turnOf('In 2015, at First.', question.chunk.title))).toBe(FIRST.chunk);
  });

  test.each([UNDATED.chunk.title, 'Maya > Experience > Elsewhere'])('is not known when %j has no date', (title) => {
    expect(findTold(FOUND, turnOf('There [1].', title))).toBeUndefined();
  });
});

function turnOf(answer: string, title: string) {
  return { question: 'Where?', answer, citedTitles: [title], at: 0 };
}
