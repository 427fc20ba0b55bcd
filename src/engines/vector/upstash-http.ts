import type { Requester } from '@upstash/vector';
import { z } from 'zod';

import { UpstreamError } from '../../core/errors.ts';
import type { UpstreamKind } from '../../core/errors.ts';
import type { Clock } from '../../core/ports.ts';
import type { Telemetry } from '../../core/telemetry.ts';
import { toBackoffMs } from '../../support/backoff.ts';
import { createDeadline } from '../../support/deadline.ts';

/** A token, and the variable to name when it is rejected. */
export interface UpstashToken {
  readonly value: string;
  readonly variable: string;
}

/** How one call to Upstash is made. */
export interface UpstashCall {
  readonly url: string;
  readonly token: UpstashToken;
  /** Milliseconds for one try. */
  readonly timeoutMs: number;
  /** Milliseconds in which further tries may begin and end. */
  readonly totalMs: number;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly signal: AbortSignal;
}

const MAX_RETRIES = 2;
const BACKOFF = { baseMs: 200, maxMs: 1000, random: Math.random };

/**
 * The HTTP layer under the SDK for one call. The SDK's own has no timeout, takes an aborted call for a success and hides
 * the status of errors; the SDK takes this one in its place.
 *
 * Every call may be made again: all of them name what they write and delete by id.
 *
 * @throws {UpstreamError} as {@link Requester.request} rejects
 */
export function createRequester(call: UpstashCall): Requester {
  const { clock, signal, totalMs, telemetry } = call;
  return {
    async request<TResult>({ path = [], body }: { path?: string[]; body?: unknown }) {
      const endsAt = clock.now() + totalMs;
      for (let retry = 0; ; retry += 1) {
        try {
          const answer = await post<TResult>(call, path, body, Math.min(call.timeoutMs, endsAt - clock.now()));
          telemetry.called('upstash', 'ok');
          return answer;
        } catch (error) {
          signal.throwIfAborted();
          const failure = toFailure(error);
          telemetry.called('upstash', failure.kind);
          const waitMs = failure.retryAfterMs ?? toBackoffMs(retry, BACKOFF);
          const isWorthIt = failure.isPassing && retry < MAX_RETRIES && clock.now() + waitMs < endsAt;
          if (!isWorthIt) throw failure;
          telemetry.retried('upstash');
          await clock.sleep(waitMs, signal);
        }
      }
    },
  };
}

async function post<TResult>(
  { url, token, signal }: UpstashCall,
  path: readonly string[],
  body: unknown,
  timeoutMs: number,
): Promise<{ result: TResult }> {
  signal.throwIfAborted();
  using patience = createDeadline(Math.max(1, timeoutMs), signal);
  const response = await fetch([url.replace(/\/+$/, ''), ...path].join('/'), {
    method: 'POST',
    headers: { authorization: `Bearer ${token.value}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: patience.signal,
  });
  const text = await response.text();
  if (!response.ok) throw toStatusFailure(response, token);
  // The SDK names a type for every command and looks at nothing; whoever called it parses what comes.
  const envelope = z.object({ result: z.custom<TResult>((result) => result !== undefined) });
  return envelope.parse(JSON.parse(text));
}

function toFailure(error: unknown): UpstreamError {
  if (error instanceof UpstreamError) return error;
  if (error instanceof SyntaxError || error instanceof z.ZodError) return toBadResponse(error);
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return fail('timeout', 'Upstash Vector did not answer in time. Try again in a moment.', { cause: error });
  }
  const advice = 'Check the network and UPSTASH_VECTOR_REST_URL.';
  return fail('unavailable', `Upstash Vector cannot be reached. ${advice}`, { cause: error });
}

/** The failure for an answer that is not what Upstash documents. */
export function toBadResponse(cause: unknown): UpstreamError {
  const message = 'Upstash Vector gave an answer that is not valid. Check UPSTASH_VECTOR_REST_URL.';
  return fail('bad_response', message, { cause });
}

/** Reads an answer of the service. @throws {UpstreamError} kind bad_response: it has another shape */
export function parseAnswer<T>(schema: z.ZodType<T>, answer: unknown): T {
  const parsed = schema.safeParse(answer);
  if (!parsed.success) throw toBadResponse(parsed.error);
  return parsed.data;
}

/** The failure for a token that is rejected, or that is missing. */
export function toAuthFailure(what: string, { variable }: Pick<UpstashToken, 'variable'>): UpstreamError {
  return fail('auth', `${what} Set ${variable} to the token from the console.`);
}

function toStatusFailure({ status, headers }: Response, token: UpstashToken): UpstreamError {
  if (status === 401 || status === 403) return toAuthFailure(`Upstash Vector rejected the token (${status}).`, token);
  if (status === 429) {
    const seconds = Number(headers.get('retry-after') ?? Number.NaN);
    const retryAfterMs = Number.isNaN(seconds) ? undefined : seconds * 1000;
    return fail('rate_limited', 'Upstash Vector limits the rate of requests (429). Wait, or raise the plan.', {
      retryAfterMs,
    });
  }
  if (status === 404) {
    return fail('not_found', 'Upstash Vector has nothing at the address (404). Check UPSTASH_VECTOR_REST_URL.');
  }
  if (status === 408) return fail('timeout', 'Upstash Vector took too long (408). Try again in a moment.');
  if (status >= 500) return fail('unavailable', `Upstash Vector is failing (${status}). Try again in a moment.`);
  return fail(
    'bad_response',
    `Upstash Vector refused the request (${status}). The index must be one with an embedding model.`,
  );
}

function fail(
  kind: UpstreamKind,
  message: string,
  more: { readonly cause?: unknown; readonly retryAfterMs?: number | undefined } = {},
): UpstreamError {
  return new UpstreamError({ service: 'upstash', kind, message, ...more });
}
