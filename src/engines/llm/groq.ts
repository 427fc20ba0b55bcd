import type { Groq } from 'groq-sdk';

import { NO_TELEMETRY } from '../../core/telemetry.ts';
import type { Telemetry } from '../../core/telemetry.ts';
import { estimateUsage } from '../../core/limits/estimate-usage.ts';
import type { ChatMessage, Clock, Generator, GeneratorEvent, Logger, Prompt } from '../../core/ports.ts';
import type { LlmService } from './completion-request.ts';
import { streamCompletion } from './completion-stream.ts';
import type { Deadlines } from './deadlines.ts';
import { createLlmClient, listModels } from './llm-client.ts';
import type { LlmAddress } from './llm-client.ts';
import { toLlmFailure } from './llm-failure.ts';
import { createModelChoice } from './model-choice.ts';
import type { ModelChoice } from './model-choice.ts';
import { createRetryPlan } from './retry-plan.ts';

/** How to reach a language model. */
export interface GroqOptions extends LlmAddress {
  /** `groq`, or `llm` for any server compatible with OpenAI. */
  readonly service: LlmService;
  /** In order of preference; at least one. */
  readonly models: readonly string[];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry?: Telemetry;
  /** By default 8 s to the first token, 5 s between tokens, 40 s in all; for `llm`, which may be slow, 30, 15 and 40. */
  readonly deadlines?: Partial<Deadlines>;
  /** The longest wait before the first retry, in milliseconds; it doubles with each further one. 500 by default. */
  readonly backoffMs?: number;
  /** 0 to 1, for the jitter of back-off. */
  readonly random?: () => number;
}

/** A generator that can be asked at start whether it would work. */
export interface CheckedGenerator extends Generator {
  /**
   * Asks once which models are served and goes on with the first configured one of them, which it gives. A server that
   * has no such list keeps the order that is configured.
   *
   * @throws {UpstreamError} kind auth: the key is rejected; a passing kind: the server is away
   */
  check(signal: AbortSignal): Promise<string>;
}

/** The whole ends before the turn does, so that the failure is told as the model's. */
const DEADLINES: Readonly<Record<LlmService, Deadlines>> = {
  groq: { firstTokenMs: 8000, betweenTokensMs: 5000, totalMs: 40_000 },
  llm: { firstTokenMs: 30_000, betweenTokensMs: 15_000, totalMs: 40_000 },
};
const MAX_RETRIES = 2;
const BACKOFF_MS = 500;

/**
 * Writes answers with a language model, over the SDK of Groq, whose own retries and silent endings are switched off.
 * Retries what passes by itself, twice at most, while nothing was shown and the first token's deadline is not over; a
 * model that is gone is replaced by the next one.
 */
export function createGroqGenerator(options: GroqOptions): CheckedGenerator {
  const { service, clock, logger, telemetry = NO_TELEMETRY, backoffMs = BACKOFF_MS, random = Math.random } = options;
  const deadlines = { ...DEADLINES[service], ...options.deadlines };
  const client = createLlmClient(options);
  const models = createModelChoice(options.models, logger);
  const retries = createRetryPlan({
    clock,
    maxRetries: MAX_RETRIES,
    withinMs: deadlines.firstTokenMs,
    backoffMs,
    random,
  });

  async function* tryOnce(job: Job, model: string): AsyncGenerator<GeneratorEvent, void> {
    const { messages, startedAt, signal } = job;
    const attempt = { client, service, path: options.path, model, messages, clock, deadlines, startedAt, signal };
    for await (const event of streamCompletion(attempt)) {
      if (event.type === 'text') {
        job.text += event.text;
        yield { type: 'delta', text: event.text };
      } else {
        retries.succeeded();
        telemetry.called(service, 'ok');
        const usage = event.usage ?? estimateUsage(messages, job.text);
        yield { type: 'end', model, usage, retryCount: job.tryCount };
      }
    }
  }

  /** Milliseconds to wait before the next try. Throws when there shall be none. */
  const recover = (error: unknown, job: Job, model: string): number => {
    job.signal.throwIfAborted();
    const failure = toLlmFailure(error, { service, model, now: clock.now() });
    telemetry.called(service, failure.error.kind);
    if (job.text !== '') throw failure.error;
    if (failure.isModelGone && models.fallBackFrom(model)) return 0;
    const waitMs = retries.next(failure.error, job);
    if (waitMs === undefined) throw failure.error;
    job.retryCount += 1;
    telemetry.retried(service);
    logger.debug({ event: 'generator.retried', service, kind: failure.error.kind, waitMs });
    return waitMs;
  };

  return {
    name: service,
    async *generate({ messages }: Prompt, { signal }) {
      const job: Job = { messages, signal, startedAt: clock.now(), text: '', tryCount: 0, retryCount: 0 };
      for (;;) {
        signal.throwIfAborted();
        const model = models.current;
        try {
          yield* tryOnce(job, model);
          return;
        } catch (error) {
          await clock.sleep(recover(error, job, model), signal);
          job.tryCount += 1;
        }
      }
    },
    check: (signal) => checkModels({ options, client, models, signal }),
  };
}

async function checkModels({ options, client, models, signal }: ModelCheck): Promise<string> {
  const { service, clock, logger } = options;
  try {
    models.preferServed(await listModels(client, options, signal));
  } catch (error) {
    signal.throwIfAborted();
    const failure = toLlmFailure(error, { service, model: models.current, now: clock.now() });
    // A server may well serve completions and no list of models; one that is away serves neither.
    if (failure.error.kind === 'auth' || failure.error.isPassing) throw failure.error;
    logger.warn({ event: 'models.check_failed', service, err: failure.error }, failure.error.message);
  }
  return models.current;
}

interface ModelCheck {
  readonly options: GroqOptions;
  readonly client: Groq;
  readonly models: ModelChoice;
  readonly signal: AbortSignal;
}

/** One answer over all its tries. */
interface Job {
  readonly messages: readonly ChatMessage[];
  readonly signal: AbortSignal;
  /** Epoch ms. */
  readonly startedAt: number;
  /** What was given so far. */
  text: string;
  /** Requests made before this one, to other models too. */
  tryCount: number;
  /** Those of them that were made again because a failure may pass. */
  retryCount: number;
}
