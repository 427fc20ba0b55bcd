import { toExamples } from '../answer/user-messages.ts';
import type { Persona } from '../profile/chunk.ts';

/** What is kept of people, and for how long, one paragraph each. */
export const KEEPING: readonly string[] = [
  'I keep your questions and my answers for 24 hours, to understand follow-up questions, and an id of each message for 25 hours, so as not to answer twice. `/twin forget` deletes what I keep about you at once.',
  'An answer to a question that stands alone is kept for a day, without the question, so that the next who asks gets it at once.',
];

/** What the twin is, of whom, from what, and what is kept for how long, as Markdown. */
export function toAboutText(persona: Persona, privacyUrl?: string): string {
  const { name, headline } = persona;
  const who = headline === '' ? name : `${name} (${headline})`;
  return [
    `I am the AI twin of ${who}: a program that answers from the files that ${name} gave it, never ${name} in person.`,
    'Each answer names its sources, and what the files do not say I do not know.',
    ...KEEPING,
    privacyUrl === undefined ? '' : `How data is handled: ${privacyUrl}`,
    toExamples(persona),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}
