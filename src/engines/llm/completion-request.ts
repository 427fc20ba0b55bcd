import type { ChatMessage } from '../../core/ports.ts';

/** Whose dialect is spoken: Groq's, or that of any server compatible with OpenAI. */
export type LlmService = 'groq' | 'llm';

/** Room for a long answer and for the hidden reasoning, which counts as output too. */
const MAX_TOKENS = 2048;
/** Answers repeat what the passages say; invention is not wanted. */
const TEMPERATURE = 0.2;

/** Builds the body of a streamed chat completion. */
export function toCompletionBody(
  service: LlmService,
  model: string,
  messages: readonly ChatMessage[],
): Readonly<Record<string, unknown>> {
  const common = { model, messages, stream: true, temperature: TEMPERATURE };
  return service === 'groq'
    ? { ...common, max_completion_tokens: MAX_TOKENS, ...toReasoningOptions(model) }
    : { ...common, max_tokens: MAX_TOKENS, stream_options: { include_usage: true } };
}

/**
 * Each model family takes its own values and answers 400 to others.
 *
 * @see https://console.groq.com/docs/reasoning
 */
function toReasoningOptions(model: string): Readonly<Record<string, unknown>> {
  if (model.startsWith('openai/gpt-oss')) return { reasoning_effort: 'low', include_reasoning: false };
  if (model.startsWith('qwen/qwen3')) return { reasoning_effort: 'none' };
  return {};
}
