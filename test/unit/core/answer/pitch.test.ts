import { expect, test } from 'vitest';

import { isPitch } from '../../../../src/core/answer/pitch.ts';

test.each([
  'Why should we hire her?',
  'Why should I choose you over others?',
  'Why would anybody want to work with Maya?',
  'Why should we hire Maya Okafor?',
  'What makes you different?',
  'What sets Maya apart?',
])('%s asks why one should want this person', (question) => {
  expect(isPitch(question, 'Maya Okafor')).toBe(true);
});

test.each([
  'Why did you choose Rust?',
  'What does she look for when she hires?',
  'Who hired you at Lumenfold?',
  'What makes Rust different?',
  'Why did you leave?',
])('%s does not', (question) => {
  expect(isPitch(question, 'Maya Okafor')).toBe(false);
});
