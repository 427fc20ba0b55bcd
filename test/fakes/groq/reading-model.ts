import { answerOf } from './completion-script.ts';
import type { CompletionScript } from './completion-script.ts';
import type { CompletionRequest } from './request-rules.ts';

const PASSAGES = /<passages>\n(?<passages>[\s\S]*)\n<\/passages>\n\nQuestion: /;
const QUOTED_PASSAGES = 5;
const CHARS_PER_TOKEN = 4;

/**
 * A model that knows nothing but the passages it is sent: it repeats the best of them, each with its citation, and owns up
 * when there are none. The same request has the same answer.
 */
export function readPassages({ messages }: CompletionRequest): CompletionScript {
  const passages = PASSAGES.exec(messages.at(-1)?.content ?? '')?.groups?.['passages'] ?? '';
  const blocks = passages.split(/\n\n(?=\[\d+\] )/).filter((block) => block !== '');
  const text = blocks.slice(0, QUOTED_PASSAGES).map(toStatement).join('\n\n');
  const promptChars = messages.reduce((sum, { content }) => sum + content.length, 0);
  return answerOf(text === '' ? '[[unknown]] I do not know.' : text, {
    usage: {
      prompt_tokens: Math.ceil(promptChars / CHARS_PER_TOKEN),
      completion_tokens: Math.ceil(text.length / CHARS_PER_TOKEN),
    },
  });
}

/** `[2] Title\nText` becomes `Title: Text [2]`. */
function toStatement(block: string): string {
  const [, number = '', title = '', text = ''] = /^\[(\d+)\] (.*)\n([\s\S]*)$/.exec(block) ?? [];
  return `${title}: ${text} [${number}]`;
}
