import { z } from 'zod';

import type { Usage } from '../../core/ports.ts';

const usage = z.object({ prompt_tokens: z.number(), completion_tokens: z.number() });

/** Only what is read; servers add much else. Reasoning has two names. */
const chunk = z.object({
  choices: z
    .array(
      z.object({
        delta: z
          .object({
            content: z.string().nullish(),
            reasoning: z.string().nullish(),
            reasoning_content: z.string().nullish(),
          })
          .nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
  usage: usage.nullish(),
  x_groq: z.object({ usage: usage.nullish() }).nullish(),
});

/** One event of a streamed completion. */
export interface CompletionChunk {
  /** Visible text; may be empty. */
  readonly text: string;
  /** Whether the model wrote anything at all, hidden reasoning included. */
  readonly isToken: boolean;
  /** Why the model stopped; absent until it does. */
  readonly finishReason: string | undefined;
  readonly usage: Usage | undefined;
}

/**
 * Reads one event of Groq or of a server that is compatible with OpenAI's chat completions.
 *
 * @throws {z.ZodError} it is something else
 * @see https://console.groq.com/docs/api-reference#chat-create
 */
export function parseCompletionChunk(event: unknown): CompletionChunk {
  const { choices, usage: plainUsage, x_groq: groq } = chunk.parse(event);
  const { delta, finish_reason: finishReason } = choices?.[0] ?? {};
  const text = delta?.content ?? '';
  const counted = groq?.usage ?? plainUsage;
  return {
    text,
    isToken: text !== '' || Boolean(delta?.reasoning) || Boolean(delta?.reasoning_content),
    finishReason: finishReason === '' ? undefined : (finishReason ?? undefined),
    usage: counted ? { promptTokens: counted.prompt_tokens, completionTokens: counted.completion_tokens } : undefined,
  };
}
