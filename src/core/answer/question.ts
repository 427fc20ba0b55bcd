import { InputError } from '../errors.ts';
import { stripInvisible } from '../../support/invisible.ts';

/** The longest question that is taken, in UTF-16 code units; checked before anything is paid for. */
export const MAX_QUESTION_CHARS = 2000;

/**
 * Cleans what a person typed: invisible control characters go, white space at the ends goes.
 *
 * @throws {InputError} nothing is left, or it is over {@link MAX_QUESTION_CHARS}; the message says what to change
 */
export function parseQuestion(typed: string): string {
  if (typed.length > MAX_QUESTION_CHARS) {
    throw new InputError(
      `That question has ${typed.length.toLocaleString('en')} characters; I can read up to ` +
        `${MAX_QUESTION_CHARS.toLocaleString('en')}. Please ask it more briefly.`,
    );
  }
  const question = stripInvisible(typed).trim();
  if (!/[\p{L}\p{N}]/u.test(question)) {
    throw new InputError('Please ask me a question in words, for example: “What are you working on?”');
  }
  return question;
}
