import { expect, test } from 'vitest';
import { orderByTime } from '../../../../src/core/answer/follow-up-order.ts';
import { passageOf } from '../../../fakes/passages.ts';

const NOW = passageOf({ title: 'Maya > Experience > Now', text: 'Lead at Now, since March 2021 (current job).' });
const EARLIER = passageOf({ title: 'Maya > Experience > Earlier', text: 'At Earlier, from June 2017 to March 2021.' });
const FIRST = passageOf({ title: 'Maya > Experience > First', text: 'At First.', date: '2014-09' });
const UNDATED = passageOf({ title: 'Maya > Experience > Undated', text: 'At Undated.' });
const SCHOOL = passageOf({ title: 'Maya > Education > School', text: 'At School, from 2010 to 2013.' });
const FOUND = [NOW, SCHOOL, UNDATED, FIRST, EARLIER];

test('what came before stands first, the nearest in front', () => {
  const ordered = orderByTime(FOUND, { direction: 'before', lastTitle: NOW.chunk.title });

  expect(ordered).toEqual([EARLIER, FIRST, NOW, SCHOOL, UNDATED]);
});

test('what came after stands first, the nearest in front', () => {
  const ordered = orderByTime(FOUND, { direction: 'after', lastTitle: FIRST.chunk.title });

  expect(ordered).toEqual([EARLIER, NOW, SCHOOL, UNDATED, FIRST]);
});

test.each([UNDATED.chunk.title, 'Maya > Experience > Elsewhere'])(
  'the order stays when the time of %j is not known',
  (lastTitle) => {
    expect(orderByTime(FOUND, { direction: 'before', lastTitle })).toEqual(FOUND);
  },
);
