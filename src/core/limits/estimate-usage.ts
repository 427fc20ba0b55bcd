import type { ChatMessage, Usage } from '../ports.ts';

/** About as English has it. */
const CHARS_PER_TOKEN = 4;

/** What an answer probably used, where the service does not say: it does not count, or its stream broke off. */
export function estimateUsage(messages: readonly ChatMessage[], written: string): Usage {
  const promptChars = messages.reduce((sum, { content }) => sum + content.length, 0);
  return {
    promptTokens: Math.ceil(promptChars / CHARS_PER_TOKEN),
    completionTokens: Math.ceil(written.length / CHARS_PER_TOKEN),
  };
}
