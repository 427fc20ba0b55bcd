import { describe, expect, test } from 'vitest';
import { diversify } from '../../../../src/core/answer/diversify.ts';
import { passageOf } from '../../../fakes/passages.ts';

const RIVERS = 'Maya wrote firmware for the sensors that measure the level of rivers for flood warnings.';

describe('near-duplicates', () => {
  test('do not crowd out the rest, and the best of them stays first', () => {
    const copies = ['a', 'b', 'c', 'd', 'e'].map((title) => passageOf({ title, text: RIVERS }));
    const other = passageOf({
      title: 'other',
      text: 'Maya made the renderer of footpath map tiles four times faster.',
    });

    expect(titlesOf(diversify([...copies, other], 2))).toEqual(['a', 'other']);
  });

  test('come last where there is room for them', () => {
    const passages = [
      passageOf({ title: 'a', text: RIVERS }),
      passageOf({ title: 'again', text: `${RIVERS} And she liked it.` }),
      passageOf({ title: 'other', text: 'She plays the cello in an orchestra of amateurs.' }),
    ];

    expect(titlesOf(diversify(passages, 3))).toEqual(['a', 'other', 'again']);
  });

  test('are none where the numbers differ', () => {
    const years = [2012, 2013].map((year) =>
      passageOf({ title: `${year}`, text: `Prize of the national computing society for students, ${year}.` }),
    );
    const other = passageOf({ title: 'other', text: 'She plays the cello.' });

    expect(titlesOf(diversify([...years, other], 2))).toEqual(['2012', '2013']);
  });
});

test('passages that differ keep their order and are cut at the count', () => {
  const passages = ['Rivers rise.', 'Robots roll.', 'Ports wait.'].map((text) => passageOf({ title: text, text }));

  expect(titlesOf(diversify(passages, 2))).toEqual(['Rivers rise.', 'Robots roll.']);
});

function titlesOf(passages: ReturnType<typeof diversify>): readonly string[] {
  return passages.map(({ chunk }) => chunk.title);
}
