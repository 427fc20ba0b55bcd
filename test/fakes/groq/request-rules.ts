import { z } from 'zod';

/** The part of a completion request that the fake reads. */
export const completionRequest = z.looseObject({
  model: z.string().min(1),
  stream: z.literal(true),
  reasoning_effort: z.string().optional(),
  messages: z.array(z.object({ role: z.enum(['system', 'user', 'assistant']), content: z.string().min(1) })).min(1),
});

/** A request to complete. */
export type CompletionRequest = z.infer<typeof completionRequest>;

const GROQ_FIELDS = new Set(
  'model messages stream temperature max_completion_tokens reasoning_effort include_reasoning reasoning_format seed service_tier stop top_p user'.split(
    ' ',
  ),
);
const OPENAI_FIELDS = new Set(
  'model messages stream temperature max_tokens stream_options seed stop top_p user'.split(' '),
);

/**
 * What the real server would answer 400 to, or what must never be sent; nothing when all is well.
 *
 * @see https://console.groq.com/docs/reasoning
 */
export function findRequestFault(body: CompletionRequest, dialect: 'groq' | 'openai'): string | undefined {
  const known = dialect === 'groq' ? GROQ_FIELDS : OPENAI_FIELDS;
  const unknown = Object.keys(body).filter((field) => !known.has(field));
  if (unknown.length > 0) return `fields that ${dialect} does not know: ${unknown.join(', ')}`;
  const effort = body.reasoning_effort;
  if (effort !== undefined && !effortsOf(body.model).includes(effort)) {
    return `reasoning_effort ${effort} is not supported with ${body.model}`;
  }
  if (body['include_reasoning'] !== undefined && body['reasoning_format'] !== undefined) {
    return 'include_reasoning and reasoning_format exclude each other';
  }
  const limit = body['max_completion_tokens'] ?? body['max_tokens'];
  return typeof limit === 'number' ? undefined : 'no limit of tokens';
}

function effortsOf(model: string): readonly string[] {
  if (model.startsWith('openai/gpt-oss')) return ['low', 'medium', 'high'];
  return model.startsWith('qwen/') ? ['none', 'default'] : [];
}
