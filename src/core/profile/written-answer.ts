import type { Chunk } from './chunk.ts';

const LABEL = 'Question: ';

/** The text of an entry in which the owner answers a question. */
export function toWrittenAnswer(question: string, answer: string): string {
  return `${LABEL}${question} Answer: ${answer}`;
}

/** Whether a chunk is a question with the owner's own answer. */
export function isWrittenAnswer({ text }: Pick<Chunk, 'text'>): boolean {
  return text.startsWith(LABEL);
}
