import { describe, expect, test } from 'vitest';
import { leansOnHistory, toFollowUp } from '../../../../src/core/answer/follow-up.ts';
import type { StoredTurn } from '../../../../src/core/state-store.ts';

const JOB = 'Maya > Experience > Acme Robotics';
const HISTORY = [turnOf('Where do you work?', 'At Acme Robotics [1], on the dispatch of robots.', JOB)];

describe('a question leans on the conversation', () => {
  test.each([
    'And before that?',
    'and before that',
    'Why?',
    'How long?',
    'Since when?',
    'und davor?',
    'What did you do there?',
    'What was it like?',
    'Which of them was the hardest?',
    'How many people worked on that?',
    'Did you use Python there?',
    'How did you test it with Rust?',
    'What about Python?',
    'How about Python?',
    'And at Tidemark?',
    'What else did you build?',
    'Which other companies have you worked for?',
    'What came next?',
    'How large is the dispatch team?',
    'Any awards?',
    'Is there more?',
    'Was this fun?',
  ])('%j', (question) => {
    expect(leansOnHistory(question, HISTORY)).toBe(true);
  });
});

describe('a question stands alone', () => {
  test.each([
    'Where did you study?',
    'What is your favourite book?',
    'And where do you live?',
    'What about your education?',
    'Who are you?',
    'Which project that you built is open source?',
    'Is there a project that uses Kafka in production?',
    'What are you doing this year?',
    'Have you worked in IT before university?',
    'Is it true that you play the guitar?',
    'Did Tidemark ever publish its planning engine?',
    'What is Lockkeeper, the library in Rust?',
    'Which universities did you attend in Portugal?',
  ])('%j', (question) => {
    expect(leansOnHistory(question, HISTORY)).toBe(false);
  });

  test('whatever it is, as long as nothing was said before', () => {
    expect(leansOnHistory('And before that?', [])).toBe(false);
  });
});

describe('what a question leans on', () => {
  test('is what was cited last, at half the weight of its own words', () => {
    expect(toFollowUp('Which languages were used there?', HISTORY)).toMatchObject({
      text: 'Which languages were used there?',
      context: [{ text: JOB, weight: 0.5 }],
    });
  });

  test('is the newest turn that cited something', () => {
    const later = [...HISTORY, turnOf('Which boat?', 'Heron.', 'Maya > Boat'), turnOf('Thanks', 'Welcome.')];

    expect(toFollowUp('What is it made of?', later).context).toEqual([{ text: 'Maya > Boat', weight: 0.5 }]);
  });

  test('is the section, not the entry, where something else of the kind is asked for', () => {
    expect(toFollowUp('Which other companies were there?', HISTORY).context).toEqual([
      { text: 'Maya > Experience', weight: 0.5 },
    ]);
  });

  test('is the names in the answer, too, where it is about before and after', () => {
    expect(toFollowUp('What did you do before that?', HISTORY).context).toEqual([
      { text: JOB, weight: 0.5 },
      { text: 'Acme Robotics', weight: 0.5 },
    ]);
  });

  test('is the last question, too, when that is asked again of something else', () => {
    const skill = [turnOf('How long have you used Rust?', 'Five years.', 'Maya > Skills > Rust')];

    expect(toFollowUp('What about Python?', skill).context).toEqual([
      { text: 'Maya > Skills', weight: 0.5 },
      { text: 'How long have you used Rust?', weight: 0.5 },
    ]);
  });

  test('is the last question when nothing was cited', () => {
    const uncited = [turnOf('Where do you work?', 'At Acme.')];

    expect(toFollowUp('Which languages were used there?', uncited).context).toEqual([
      { text: 'Where do you work?', weight: 0.5 },
    ]);
  });

  test('is nothing when it stands alone', () => {
    expect(toFollowUp('Where did you study?', HISTORY)).toMatchObject({
      isFollowUp: false,
      text: 'Where did you study?',
      context: [],
    });
  });
});

test('a question without a word of its own is searched for as the last one that had some', () => {
  const twice = [...HISTORY, turnOf('And before that?', 'At Tin Can Labs [1].', 'Maya > Experience > Tin Can Labs')];

  const { text, direction, told } = toFollowUp('And before that?', twice);

  expect({ text, direction, told: told?.citedTitles }).toEqual({
    text: 'Where do you work?',
    direction: 'before',
    told: ['Maya > Experience > Tin Can Labs'],
  });
});

test('that time went on is no word of its own', () => {
  expect(toFollowUp('What happened next?', HISTORY)).toMatchObject({
    text: 'Where do you work?',
    searchText: 'And after that?',
    direction: 'after',
  });
});

function turnOf(question: string, answer: string, ...citedTitles: readonly string[]): StoredTurn {
  return { question, answer, citedTitles, at: 0 };
}
