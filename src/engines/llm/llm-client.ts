import { Groq } from 'groq-sdk';
import { z } from 'zod';

import { abortable } from '../../support/abortable.ts';

/** Where a language model is and what lets us in. */
export interface LlmAddress {
  /** Without the path: `https://api.groq.com`, `http://127.0.0.1:11434/v1`. */
  readonly baseUrl: string;
  /** `/openai/v1/chat/completions` for Groq, `/chat/completions` for others. */
  readonly path: string;
  /** Empty for a server that asks for none. */
  readonly apiKey: string;
}

/** Leaves time to say what is wrong within 5 s of the start. */
const MODELS_TIMEOUT_MS = 3500;

const modelList = z.object({ data: z.array(z.object({ id: z.string() })) });

/** Makes an SDK client without retries of its own, which cannot be aborted, and without its log, which has answers in it. */
export function createLlmClient({ baseUrl, apiKey }: LlmAddress): Groq {
  return new Groq({
    apiKey,
    baseURL: baseUrl.replace(/\/+$/, ''),
    maxRetries: 0,
    logLevel: 'off',
    ...(apiKey === '' && { defaultHeaders: { authorization: null } }),
  });
}

/** The ids of the models that are served, as the SDK or zod throws when they cannot be had. */
export async function listModels(client: Groq, { path }: LlmAddress, signal: AbortSignal): Promise<readonly string[]> {
  const modelsPath = path.replace('/chat/completions', '/models');
  const response = await abortable(client.get(modelsPath, { signal, timeout: MODELS_TIMEOUT_MS }), signal);
  return modelList.parse(response).data.map(({ id }) => id);
}
