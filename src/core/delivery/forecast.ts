/** When an answer that is being written will be whole, as far as it can be told. */
export interface Forecast {
  /** Takes note of text as it is written. */
  write(charCount: number, now: number): void;
  /** So much of it is on its way to be seen. */
  show(charCount: number): void;
  /** Which share of the whole answer, as it is expected to become, is written and was not shown: 0 to 1. */
  unseenShare(): number;
  /** The answer is whole: later ones are judged by it. */
  end(now: number): void;
  /** How much more will come. */
  remainingChars(): number;
  /** Milliseconds until no more will come; 0 when that is overdue. */
  remainingMs(now: number): number;
  /** How fast it is written. */
  charsPerMs(): number;
  /** How much answers differ in length: 0 when those before were alike, 1 when nothing is known or they differ a lot. */
  spread(): number;
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
const MIN_OBSERVED_MS = 10;
/** An answer as long as most goes on for this share of what it has; one much longer for more, up to as much again. */
const OVERTIME = 0.4;
/** An answer that is longer than most by this factor is one of another kind. */
const LONGER = 1.05;
/** So many answers tell whether they are alike. */
const MIN_ALIKE = 2;

/** Judges an answer by its own speed, and by the length of those before it. */
export function createForecastHistory(): ForecastHistory {
  let history: readonly Finished[] = [];

  return {
    open() {
      let firstAt: number | undefined;
      let lastAt = 0;
      let charCount = 0;
      let firstChars = 0;
      let shownCount = 0;
      const typical: Finished = {
        charCount: median(history.map((answer) => answer.charCount)) ?? UNKNOWN.charCount,
        charsPerMs: median(history.map((answer) => answer.charsPerMs)) ?? UNKNOWN.charsPerMs,
      };
      const observedRate = (): number | undefined => {
        const elapsedMs = lastAt - (firstAt ?? lastAt);
        // What came first took a time of its own that nobody saw.
        return elapsedMs < MIN_OBSERVED_MS ? undefined : (charCount - firstChars) / elapsedMs;
      };
      const charsPerMs = (): number => observedRate() ?? typical.charsPerMs;
      const known = spreadOf(history.map((answer) => answer.charCount));
      // Longer than those before: then they tell nothing.
      const spread = (): number => (charCount > typical.charCount * LONGER ? 1 : known);
      const remainingChars = (): number => {
        const overtime = Math.min(1, OVERTIME * Math.max(1, charCount / (2 * typical.charCount)));
        return Math.max(typical.charCount - charCount, charCount * overtime * spread());
      };
      return {
        remainingChars,
        charsPerMs,
        spread,
        show(count) {
          shownCount = count;
        },
        unseenShare: () => (charCount === 0 ? 0 : (charCount - shownCount) / (charCount + remainingChars())),
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
          return Math.max(0, remainingChars() / charsPerMs() - (now - lastAt));
        },
      };
    },
  };
}

/** The widest deviation from the median, as a share of it; 1 at most. */
function spreadOf(values: readonly number[]): number {
  const middle = median(values);
  if (middle === undefined || values.length < MIN_ALIKE) return 1;
  return Math.min(1, Math.max(...values.map((value) => Math.abs(value - middle))) / middle);
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
