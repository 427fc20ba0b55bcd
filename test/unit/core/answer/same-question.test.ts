import { expect, test } from 'vitest';

import { isSameQuestion } from '../../../../src/core/answer/same-question.ts';

const NAME = 'Maya Okafor';

test.each([
  ['Where do you work?', 'Where does Maya work, and what is she working on at the moment?'],
  ['what is she working on at the moment', 'Where does Maya work, and what is she working on at the moment?'],
  ['What languages do you speak?', 'Which languages does she speak?'],
  ["What's Maya Okafor's greatest weakness?", 'What is her greatest weakness?'],
  ['Hi! Do you know C++?', 'Does she know C++?'],
])('%s is the written question %s', (asked, written) => {
  expect(isSameQuestion(asked, written, NAME)).toBe(true);
});

test.each([
  ['What did you do at Lumenfold?', 'What do you do at Lumenfold?'],
  ['Where do you live?', 'Where do you work?'],
  ['Do you know C?', 'Does she know C++?'],
  ['Who are you?', 'Who is she?'],
  ['When do you work?', 'Where does Maya work?'],
  ['Where does Sam work?', 'Where does Maya work?'],
  ["Why don't you work remotely?", 'Why do you work remotely?'],
  ['work', 'Where does Maya work?'],
])('%s is not the written question %s', (asked, written) => {
  expect(isSameQuestion(asked, written, NAME)).toBe(false);
});
