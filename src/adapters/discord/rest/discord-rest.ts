import { parseResponse, REST, RESTEvents } from 'discord.js';
import { createDeadline } from '../../../support/deadline.ts';
import { NO_TELEMETRY } from '../../../core/telemetry.ts';
import { isUnauthorized, toDiscordError } from '../discord-error.ts';
import type { RequestMethod, RESTOptions } from 'discord.js';
import type { Cancellable } from '../../../core/ports.ts';
import type { InvalidRequests } from './invalid-requests.ts';
import type { Telemetry } from '../../../core/telemetry.ts';

/** One request. */
export interface RestCall extends Cancellable {
  readonly method: RequestMethod;
  readonly route: `/${string}`;
  /** A few words for the log: `edit a message`. */
  readonly action: string;
  readonly body?: unknown;
  readonly query?: URLSearchParams;
  /** Shorter than the 10 s that every request has. */
  readonly timeoutMs?: number;
}

/** What is left of the bucket that a call counted against. */
export interface BucketState {
  /** Names the bucket; routes with the same one share it, for each channel or interaction. */
  readonly hash: string | undefined;
  readonly maxCount: number;
  readonly remaining: number;
  readonly resetAfterMs: number;
}

/** The answer to one request. */
export interface RestAnswer<T> {
  readonly value: T;
  /** Missing where Discord does not say. */
  readonly bucket?: BucketState;
}

/** Makes one request and reads its answer, which is `undefined` when it has no body. @throws {UpstreamError} */
export type RestCaller = <T>(call: RestCall, parse: (json: unknown) => T) => Promise<RestAnswer<T>>;

const TIMEOUT_MS = 10_000;
const NO_CONTENT = 204;
/** The SDK has a queue for each channel and interaction that it ever called, and lets go of idle ones once an hour. */
const HANDLER_SWEEP_MS = 60_000;

/**
 * The SDK's settings: one try per call, and no waiting in line for a rate limit. Without its `offset` the SDK refuses
 * calls by itself for another 50 ms after Discord lets them in, which is just when the pacer makes them.
 */
export const REST_OPTIONS: Partial<RESTOptions> = {
  retries: 0,
  offset: 0,
  timeout: TIMEOUT_MS,
  rejectOnRateLimit: () => true,
  handlerSweepInterval: HANDLER_SWEEP_MS,
};

/** How to reach Discord. */
export interface RestCallerOptions {
  readonly apiUrl: string;
  readonly token?: string;
  readonly telemetry?: Telemetry | undefined;
  /** Told when Discord does not take the bot's token any more. */
  readonly onUnauthorized?: (() => void) | undefined;
  readonly invalidRequests?: InvalidRequests | undefined;
}

/** Calls with the bot's token, or without any: then the interaction's token in the route lets the call in. */
export function createRestCaller(options: RestCallerOptions): RestCaller {
  const { apiUrl, token, telemetry = NO_TELEMETRY, onUnauthorized, invalidRequests } = options;
  const auth = token !== undefined;
  // What needs no token of the bot does not count against its 50 requests a second.
  // @see https://docs.discord.com/developers/topics/rate-limits#global-rate-limit
  const rest = new REST({ ...REST_OPTIONS, api: apiUrl, ...(auth ? {} : { globalRequestsPerSecond: Infinity }) });
  if (token !== undefined) rest.setToken(token);
  rest.on(RESTEvents.Response, (_request, { status, headers }) => {
    invalidRequests?.note(status, headers.get('X-RateLimit-Scope'));
  });

  return async ({ method, route, action, body, query, signal, timeoutMs }, parse) => {
    signal.throwIfAborted();
    using patience = createDeadline(timeoutMs, signal);
    const extras = query === undefined ? {} : { query };
    try {
      const request = { method, fullRoute: route, auth, body, signal: patience.signal, ...extras };
      const response = await rest.queueRequest(request);
      const json = response.status === NO_CONTENT ? undefined : await parseResponse(response);
      const value = parse(json);
      telemetry.called('discord', 'ok');
      return { value, ...toBucketState(response.headers) };
    } catch (error) {
      signal.throwIfAborted();
      const failure = toDiscordError(action, error);
      telemetry.called('discord', failure.kind);
      if (auth && isUnauthorized(error)) onUnauthorized?.();
      throw failure;
    }
  };
}

function toBucketState(headers: { get(name: string): string | null }): { readonly bucket?: BucketState } {
  const maxCount = Number(headers.get('X-RateLimit-Limit') ?? NaN);
  const remaining = Number(headers.get('X-RateLimit-Remaining') ?? NaN);
  const resetAfterMs = Number(headers.get('X-RateLimit-Reset-After') ?? NaN) * 1000;
  if (!(maxCount >= 1 && remaining >= 0 && resetAfterMs >= 0)) return {};
  return { bucket: { hash: headers.get('X-RateLimit-Bucket') ?? undefined, maxCount, remaining, resetAfterMs } };
}
