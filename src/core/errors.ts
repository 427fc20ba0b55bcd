/** A fault in the environment or in the profile, with the name of what is wrong and what to do about it. */
export interface ConfigFault {
  /** The variable (`PORT`) or the file and place in it (`digitaltwin.json: line 3`). */
  readonly where: string;
  /** What is wrong and what to do, as one sentence. */
  readonly problem: string;
}

/** The program cannot work as configured. Names every fault at once; the process ends with exit status 1. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: readonly ConfigFault[];

  constructor(faults: readonly ConfigFault[], options?: ErrorOptions) {
    super(faults.map(({ where, problem }) => `${where}: ${problem}`).join('\n'), options);
    this.faults = faults;
  }
}

/** What a person asked cannot be served as it stands. The message is shown to that person, so it says what to change. */
export class InputError extends Error {
  override readonly name = 'InputError';
  /** More for that person: it may quote texts, so it does not go into the log. May be empty. */
  readonly details: string;

  constructor(message: string, { details = '', ...options }: ErrorOptions & { readonly details?: string } = {}) {
    super(message, options);
    this.details = details;
  }
}

/** The person may not do this. The message is shown to that person alone. */
export class NotAllowedError extends Error {
  override readonly name = 'NotAllowedError';
}

/** Which of the twin's own limits was reached; `busy`: as many answers are written at once as there may be. */
export type LimitScope = 'user' | 'place' | 'global' | 'busy';

/** One of the twin's own limits was reached; nothing was spent. */
export class RateLimitedError extends Error {
  override readonly name = 'RateLimitedError';
  readonly scope: LimitScope;
  /** Milliseconds until the next question is allowed. */
  readonly retryAfterMs: number;

  constructor(scope: LimitScope, retryAfterMs: number) {
    super(`The ${scope} limit is reached for another ${Math.ceil(retryAfterMs / 1000)} s.`);
    this.scope = scope;
    this.retryAfterMs = retryAfterMs;
  }
}

/** The day's model tokens are spent; the model was not asked. */
export class BudgetSpentError extends Error {
  override readonly name = 'BudgetSpentError';
}

/** The services that the twin calls over the network. */
export const SERVICES = ['groq', 'llm', 'upstash', 'discord', 'slack', 'redis'] as const;

/** A service that the twin calls over the network. */
export type Service = (typeof SERVICES)[number];

/**
 * How a service failed. `rate_limited`, `timeout` and `unavailable` pass by themselves and may be retried;
 * `auth`, `not_found` and `bad_response` need a person.
 */
export type UpstreamKind = 'rate_limited' | 'timeout' | 'unavailable' | 'auth' | 'not_found' | 'bad_response';

/** What is known of a failed call. */
export interface UpstreamFailure {
  readonly service: Service;
  readonly kind: UpstreamKind;
  /** What failed, then what to do. Never holds a token, a prompt or a response body. */
  readonly message: string;
  /** Milliseconds that the service asked to wait, if it did. */
  readonly retryAfterMs?: number | undefined;
  /** The vendor's error. Logged by name, code and status only. */
  readonly cause?: unknown;
}

/** A call to a service failed. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError';
  readonly service: Service;
  readonly kind: UpstreamKind;
  readonly retryAfterMs: number | undefined;

  constructor({ service, kind, message, retryAfterMs, cause }: UpstreamFailure) {
    super(message, { cause });
    this.service = service;
    this.kind = kind;
    this.retryAfterMs = retryAfterMs;
  }

  /** Whether the same call may succeed a little later. */
  get isPassing(): boolean {
    return this.kind === 'rate_limited' || this.kind === 'timeout' || this.kind === 'unavailable';
  }
}
