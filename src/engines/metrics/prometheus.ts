import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { CacheResult, TurnSummary } from '../../core/answer/answer-parts.ts';
import type { Telemetry } from '../../core/telemetry.ts';

/** Numbers about the running process. */
export interface Metrics extends Telemetry {
  readonly onTurn: (summary: TurnSummary) => void;
  readonly onCacheLookUp: (result: CacheResult) => void;
  /** Adds a figure that is read whenever somebody looks; one that cannot be read keeps its last value. */
  watch(name: `asktwin_${string}`, help: string, read: () => number | Promise<number>): void;
  /** Prometheus text format. */
  text(): Promise<string>;
}

/** Upper bounds in seconds: of a first sign, and of what a model takes. */
const QUICK_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3];
const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 45];

/** Counts turns, tokens, latencies and calls to services, next to the process's own figures (memory, event loop lag). */
export function createMetrics(): Metrics {
  const register = new Registry();
  collectDefaultMetrics({ register });
  return {
    ...createTurnMetrics(register),
    ...createTelemetry(register),
    watch(name, help, read) {
      new Gauge({
        name,
        help,
        registers: [register],
        async collect() {
          await Promise.resolve()
            .then(read)
            .then((value) => this.set(value))
            .catch(() => undefined);
        },
      });
    },
    text: () => register.metrics(),
  };
}

function createTelemetry(register: Registry): Telemetry {
  const acknowledgement = new Histogram({
    name: 'asktwin_acknowledgement_seconds',
    help: 'From an event to the first sign that the person sees',
    labelNames: ['face'],
    buckets: QUICK_SECONDS,
    registers: [register],
  });
  const duplicates = new Counter({
    name: 'asktwin_duplicates_total',
    help: 'Events that a platform delivered again and that were left alone',
    labelNames: ['face'],
    registers: [register],
  });
  const calls = new Counter({
    name: 'asktwin_service_calls_total',
    help: 'Requests to services by how they ended: ok, rate_limited (429), timeout, unavailable, auth, not_found, bad_response',
    labelNames: ['service', 'outcome'],
    registers: [register],
  });
  const retries = new Counter({
    name: 'asktwin_service_retries_total',
    help: 'Requests to services that were made again',
    labelNames: ['service'],
    registers: [register],
  });
  return {
    acknowledged: (face, afterMs) => acknowledgement.observe({ face }, afterMs / 1000),
    ...createDeliveryMetrics(register),
    duplicated: (face) => duplicates.inc({ face }),
    called: (service, outcome) => calls.inc({ service, outcome }),
    retried: (service) => retries.inc({ service }),
  };
}

function createDeliveryMetrics(register: Registry): Pick<Telemetry, 'delivered'> {
  const first = new Histogram({
    name: 'asktwin_first_shown_seconds',
    help: 'From the first text of an answer to the first that the person sees: what the delivery adds',
    labelNames: ['face'],
    buckets: QUICK_SECONDS,
    registers: [register],
  });
  const staleness = new Histogram({
    name: 'asktwin_staleness_seconds',
    help: 'How long the text of an answer waited to be shown, on average over its characters',
    labelNames: ['face'],
    buckets: SECONDS,
    registers: [register],
  });
  const requests = new Counter({
    name: 'asktwin_delivery_requests_total',
    help: 'Requests that showed an answer, and those that met a limit of the platform (429)',
    labelNames: ['face', 'result'],
    registers: [register],
  });
  return {
    delivered({ face, firstTextMs, stalenessMs, requestCount, limitedCount }) {
      if (firstTextMs !== undefined) first.observe({ face }, firstTextMs / 1000);
      staleness.observe({ face }, stalenessMs / 1000);
      requests.inc({ face, result: 'shown' }, requestCount);
      requests.inc({ face, result: 'limited' }, limitedCount);
    },
  };
}

function createTurnMetrics(register: Registry): Pick<Metrics, 'onTurn' | 'onCacheLookUp'> {
  const registers = [register];
  const turns = new Counter({
    name: 'asktwin_turns_total',
    help: 'Turns by face and outcome',
    labelNames: ['face', 'outcome'],
    registers,
  });
  const tokens = new Counter({
    name: 'asktwin_model_tokens_total',
    help: 'Model tokens as the service counted them',
    labelNames: ['kind'],
    registers,
  });
  const cacheLookUps = new Counter({
    name: 'asktwin_answer_cache_total',
    help: 'Questions that the answer cache could serve, and whether it did',
    labelNames: ['result'],
    registers,
  });
  const timing = { labelNames: ['face'] as const, buckets: SECONDS, registers };
  const firstText = new Histogram({
    ...timing,
    name: 'asktwin_first_text_seconds',
    help: 'From the question to the first text of its answer',
  });
  const whole = new Histogram({
    ...timing,
    name: 'asktwin_turn_seconds',
    help: 'From the question to the end of its answer',
  });
  const ungrounded = new Counter({
    name: 'asktwin_ungrounded_total',
    help: 'Numbers, dates, names and titles in answers that the passages do not hold, and numbers and dates cited wrongly',
    labelNames: ['kind'],
    registers,
  });
  const citationsDropped = new Counter({
    name: 'asktwin_citations_dropped_total',
    help: 'Citations of passages that were not there, taken out before they were shown',
    registers,
  });
  return {
    onTurn({ face, outcome, firstDeltaMs, totalMs, promptTokens, completionTokens, ...checked }) {
      turns.inc({ face, outcome });
      tokens.inc({ kind: 'prompt' }, promptTokens);
      tokens.inc({ kind: 'completion' }, completionTokens);
      for (const kind of checked.ungroundedKinds ?? []) ungrounded.inc({ kind });
      citationsDropped.inc(checked.droppedCitations ?? 0);
      if (firstDeltaMs !== undefined) firstText.observe({ face }, firstDeltaMs / 1000);
      whole.observe({ face }, totalMs / 1000);
    },
    onCacheLookUp: (result) => cacheLookUps.inc({ result }),
  };
}
