import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';
import type { CacheResult, TurnSummary } from '../../core/answer/answer-parts.ts';

/** Numbers about the running process. */
export interface Metrics {
  readonly onTurn: (summary: TurnSummary) => void;
  readonly onCacheLookUp: (result: CacheResult) => void;
  /** Prometheus text format. */
  text(): Promise<string>;
}

const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 45];

/** Counts turns, tokens and latencies, next to the process's own figures (memory, event loop lag). */
export function createMetrics(): Metrics {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const turns = new Counter({
    name: 'asktwin_turns_total',
    help: 'Turns by face and outcome',
    labelNames: ['face', 'outcome'],
    registers: [register],
  });
  const tokens = new Counter({
    name: 'asktwin_model_tokens_total',
    help: 'Model tokens as the service counted them',
    labelNames: ['kind'],
    registers: [register],
  });
  const cacheLookUps = new Counter({
    name: 'asktwin_answer_cache_total',
    help: 'Questions that the answer cache could serve, and whether it did',
    labelNames: ['result'],
    registers: [register],
  });
  const firstText = new Histogram({
    name: 'asktwin_first_text_seconds',
    help: 'From the question to the first text of its answer',
    labelNames: ['face'],
    buckets: SECONDS,
    registers: [register],
  });
  const whole = new Histogram({
    name: 'asktwin_turn_seconds',
    help: 'From the question to the end of its answer',
    labelNames: ['face'],
    buckets: SECONDS,
    registers: [register],
  });
  const ungrounded = new Counter({
    name: 'asktwin_ungrounded_total',
    help: 'Numbers, dates, names and titles in answers that the passages do not hold, and numbers and dates cited wrongly',
    labelNames: ['kind'],
    registers: [register],
  });
  const citationsDropped = new Counter({
    name: 'asktwin_citations_dropped_total',
    help: 'Citations of passages that were not there, taken out before they were shown',
    registers: [register],
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
    text: () => register.metrics(),
  };
}
