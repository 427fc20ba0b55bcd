import type { Chunk } from './chunk.ts';

const LABEL = 'Question: ';
const ANSWER_LABEL = ' Answer: ';

/** The text of an entry in which the owner answers a question. */
export function toWrittenAnswer(question: string, answer: string): string {
  return `${LABEL}${question}${ANSWER_LABEL}${answer}`;
}

/** Whether a chunk is a question with the owner's own answer. */
export function isWrittenAnswer({ text }: Pick<Chunk, 'text'>): boolean {
  return text.startsWith(LABEL);
}

/** The question of such a chunk; nothing for any other. */
export function toWrittenQuestion(chunk: Pick<Chunk, 'text'>): string | undefined {
  if (!isWrittenAnswer(chunk)) return undefined;
  const { text } = chunk;
  const end = text.indexOf(ANSWER_LABEL);
  return end === -1 ? undefined : text.slice(LABEL.length, end);
}
