import { describe, expect, test } from 'vitest';

import { toWantedForm } from '../../../src/support/answer-form.ts';

const FORMS = [
  ['What is your telephone number?', 'Call +44 (0)20 7946 0018.', 'Her telephone is in a drawer since 2019-2021.'],
  ['What is your phone number?', 'Call 020 7946 0018.', 'A phone of 1995 – 2003, number 12.'],
  ['What is your email address?', 'Write to maya@example.com.', 'She reads e-mail in the morning.'],
  ['What year did you move?', 'She moved in 2016.', 'She moved in spring with 300 books.'],
  ['How many ports use it?', 'Seven ports use it.', 'It is used in ports.'],
  ['How old are you?', 'Maya is 34.', 'She is older than Delft.'],
  ['What is your favourite film?', 'Of films she prefers slow ones.', 'A strip of stretch film on the floor.'],
] as const;

describe('the form of an answer', () => {
  test.each(FORMS)('to “%s” stands in “%s” and not in “%s”', (question, held, lacking) => {
    const hasForm = toWantedForm(question);

    expect(hasForm?.(held)).toBe(true);
    expect(hasForm?.(lacking)).toBe(false);
  });

  test.each([
    'Do you know Rust?',
    'How much experience do you have?',
    'How do you answer e-mail?',
    'What did you do about the telephone network?',
  ])('is open for “%s”', (question) => {
    expect(toWantedForm(question)).toBeUndefined();
  });
});
