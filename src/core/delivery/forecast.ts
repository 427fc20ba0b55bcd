/** When an answer that is being written will be whole, as far as it can be told. */
export interface Forecast {
  /** Takes note of text as it is written. */
  write(charCount: number, now: number): void;
  /** The answer is whole: later ones are judged by it. */
  end(now: number): void;
  /** How much more will come. */
  remainingChars(): number;
  /** Milliseconds until no more will come; 0 when that is overdue. */
  remainingMs(now: number): number;
}

/** What is known of the answers of this process. */
export interface ForecastHistory {
  /** Begins the forecast of one more answer. */
  open(): Forecast;
}

interface Finished {
  readonly charCount: number;
  readonly charsPerMs: number;
}

/** Before the first answer is known: a few paragraphs, from a model of middling speed. */
const UNKNOWN: Finished = { charCount: 1000, charsPerMs: 0.3 };
const MAX_HISTORY = 15;
/** Two deltas that come at once tell no rate. */
const MIN_OBSERVED_MS = 20;
/** An answer as long as most goes on for this share of what it has; one much longer for more, up to as much again. */
const OVERTIME = 0.45;

/** Judges an answer by its own speed, and by the length of those before it. */
export function createForecastHistory(): ForecastHistory {
  let history: readonly Finished[] = [];

  return {
    open() {
      let firstAt: number | undefined;
      let lastAt = 0;
      let charCount = 0;
      let firstChars = 0;
      const typical: Finished = {
        charCount: median(history.map((answer) => answer.charCount)) ?? UNKNOWN.charCount,
        charsPerMs: median(history.map((answer) => answer.charsPerMs)) ?? UNKNOWN.charsPerMs,
      };
      const observedRate = (): number | undefined => {
        const elapsedMs = lastAt - (firstAt ?? lastAt);
        // What came first took a time of its own that nobody saw.
        return elapsedMs < MIN_OBSERVED_MS ? undefined : (charCount - firstChars) / elapsedMs;
      };
      const remainingChars = (): number => {
        const overtime = Math.min(1, OVERTIME * Math.max(1, charCount / (2 * typical.charCount)));
        return Math.max(typical.charCount - charCount, charCount * overtime);
      };
      return {
        remainingChars,
        write(count, now) {
          if (firstAt === undefined) firstChars = count;
          firstAt ??= now;
          lastAt = now;
          charCount += count;
        },
        end() {
          const charsPerMs = observedRate();
          if (charsPerMs === undefined || charsPerMs <= 0) return;
          history = [...history, { charCount, charsPerMs }].slice(-MAX_HISTORY);
        },
        remainingMs(now) {
          const rate = observedRate() ?? typical.charsPerMs;
          return Math.max(0, remainingChars() / rate - (now - lastAt));
        },
      };
    },
  };
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
