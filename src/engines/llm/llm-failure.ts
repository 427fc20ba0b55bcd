import { APIConnectionError, APIConnectionTimeoutError, APIError } from 'groq-sdk';
import { z } from 'zod';

import { UpstreamError } from '../../core/errors.ts';
import type { UpstreamKind } from '../../core/errors.ts';
import type { LlmService } from './completion-request.ts';
import { toRetryAfterMs } from './retry-after.ts';
import { namesOf } from './service-names.ts';

/** A failed try, translated. */
export interface LlmFailure {
  readonly error: UpstreamError;
  /** The server does not have this model, or has it no longer: another one may do. */
  readonly isModelGone: boolean;
}

/** What was being tried. */
export interface TryContext {
  readonly service: LlmService;
  readonly model: string;
  /** Epoch ms, to read a `Retry-After` that is a date. */
  readonly now: number;
}

/** Ollama's own routes give a bare string, llama.cpp a number for the code. */
const errorBody = z.object({
  error: z.union([
    z.string().transform((message) => ({ code: '', message })),
    z.object({
      code: z.union([z.string(), z.number()]).nullish().transform(String),
      message: z
        .string()
        .nullish()
        .transform((message) => message ?? ''),
    }),
  ]),
});
const GONE_CODES: ReadonlySet<string> = new Set(['model_not_found', 'model_decommissioned']);
/** Servers other than Groq give no code. */
const GONE_WORDING = /\bmodel\b.*\b(?:not found|does not exist|decommissioned)\b/is;

/** Translates whatever a try threw. */
export function toLlmFailure(error: unknown, context: TryContext): LlmFailure {
  if (error instanceof UpstreamError) return { error, isModelGone: false };
  const isModelGone = isGone(error);
  const { kind, message } = isModelGone ? toGone(context) : explain(error, context);
  const retryAfterMs =
    kind === 'rate_limited' && error instanceof APIError ? readRetryAfter(error, context) : undefined;
  const { service } = context;
  return { error: new UpstreamError({ service, kind, message, retryAfterMs, cause: error }), isModelGone };
}

interface Explanation {
  readonly kind: UpstreamKind;
  readonly message: string;
}

function explain(error: unknown, { service, model }: TryContext): Explanation {
  const { title, keyVariable, urlVariable } = namesOf(service);
  const retry = 'Try again in a moment.';
  if (error instanceof APIConnectionTimeoutError) {
    return { kind: 'timeout', message: `${title} did not answer in time. ${retry}` };
  }
  if (error instanceof APIConnectionError) {
    return { kind: 'unavailable', message: `${title} cannot be reached. Check the network and ${urlVariable}.` };
  }
  if (error instanceof SyntaxError || error instanceof z.ZodError) {
    return { kind: 'bad_response', message: `${title} sent a stream that is not valid. Check ${urlVariable}.` };
  }
  const status = error instanceof APIError ? error.status : undefined;
  if (status === undefined) return { kind: 'unavailable', message: `${title} broke off its answer. ${retry}` };
  if (status === 401 || status === 403) {
    return { kind: 'auth', message: `${title} rejected the API key (${status}). Set ${keyVariable} to a valid key.` };
  }
  if (status === 404) {
    return { kind: 'not_found', message: `${title} has nothing at the address asked (404). Check ${urlVariable}.` };
  }
  if (status === 429) {
    return { kind: 'rate_limited', message: `${title} limits the rate of requests (429). Wait, or raise the plan.` };
  }
  if (status === 408) return { kind: 'timeout', message: `${title} took too long (408). ${retry}` };
  // 409 is a conflict that passes, 498 is Groq's word for flex capacity exceeded.
  if (status >= 500 || status === 409 || status === 498) {
    return { kind: 'unavailable', message: `${title} is failing (${status}). ${retry}` };
  }
  return {
    kind: 'bad_response',
    message: `${title} refused the request for ${model} (${status}). Choose another model or a smaller profile.`,
  };
}

function toGone({ service, model }: TryContext): Explanation {
  const { title, modelVariable } = namesOf(service);
  return {
    kind: 'not_found',
    message: `${title} does not serve the model ${model}. Set ${modelVariable} to one it does.`,
  };
}

function isGone(error: unknown): boolean {
  if (!(error instanceof APIError) || (error.status !== 404 && error.status !== 400)) return false;
  const { code, message } = readBody(error);
  return GONE_CODES.has(code) || (error.status === 404 && GONE_WORDING.test(message));
}

function readRetryAfter(error: APIError, { now }: TryContext): number | undefined {
  const headers = error.headers instanceof Headers ? error.headers : new Headers();
  return toRetryAfterMs(headers, readBody(error).message, now);
}

function readBody(error: APIError): { readonly code: string; readonly message: string } {
  const body = errorBody.safeParse(error.error);
  return body.success ? body.data.error : { code: '', message: '' };
}
