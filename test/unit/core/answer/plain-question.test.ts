import { expect, test } from 'vitest';

import { toPlainQuestion } from '../../../../src/core/answer/plain-question.ts';

const NAME = 'Maya Okafor';

test.each([
  'Why should we hire her?',
  'Why should I choose you over others?',
  'Why would anybody want to work with Maya?',
  'Why should we hire Maya Okafor?',
  'What makes you different?',
  'What sets Maya apart?',
])('%s asks why one should want this person', (question) => {
  expect(toPlainQuestion(question, NAME)).toBe('Tell me about yourself.');
});

test.each([
  'Summarize your career in three bullets',
  'Can you walk me through your CV?',
  "Please summarise Maya Okafor's career",
  'Give me a quick overview of her background',
  'give me your CV',
])('%s asks for everything in short', (question) => {
  expect(toPlainQuestion(question, NAME)).toBe('Tell me about yourself.');
});

test.each([
  'What does Maya do for a living?',
  'What do you do for work?',
  "What's your occupation?",
  'what is her profession',
  "what's your job title",
  'Which company do you work for?',
  'Where does Maya Okafor work now?',
  "What is Maya's current position?",
  'Who do you work for',
])('%s asks for the job', (question) => {
  expect(toPlainQuestion(question, NAME)).toBe('What is your current job?');
});

test.each([
  'Why did you choose Rust?',
  'What does she look for when she hires?',
  'Who hired you at Lumenfold?',
  'What makes Rust different?',
  'Why did you leave?',
  'Walk me through your deployment process',
  'Summarize the incident of June 2023',
  'What do you do for fun?',
  'What do you do at Lumenfold?',
  'Which company did you work for in 2016?',
  'Where do you work on Fridays?',
  'What is your role in the fleet platform?',
  'What is your favourite company?',
])('%s is looked for as it is asked', (question) => {
  expect(toPlainQuestion(question, NAME)).toBeUndefined();
});
