import type { Face } from '../turn.ts';

/** How an answer was shown, for figures that an operator looks at. */
export interface DeliverySummary {
  readonly face: Face;
  /** From the first text that was written to the first that was shown; nothing when none was. */
  readonly firstTextMs: number | undefined;
  /** How long a character waited to be shown, on average. */
  readonly stalenessMs: number;
  readonly requestCount: number;
  /** Requests that met a limit of the platform. */
  readonly limitedCount: number;
  /** Whether everything is shown. */
  readonly isShown: boolean;
}

/** Takes the time of one answer. */
export interface DeliveryWatch {
  wrote(charCount: number, now: number): void;
  /** A request that took along what was written until `takenAt` is through. */
  showed(takenAt: number, now: number): void;
  limited(): void;
  summarize(isShown: boolean): Omit<DeliverySummary, 'face'>;
}

/** Begins with nothing written. */
export function createDeliveryWatch(): DeliveryWatch {
  let unshown: readonly { readonly at: number; readonly charCount: number }[] = [];
  let firstWrittenAt: number | undefined;
  let firstTextMs: number | undefined;
  const totals = { waitedMs: 0, charCount: 0, requestCount: 0, limitedCount: 0 };
  return {
    wrote(charCount, now) {
      firstWrittenAt ??= now;
      unshown = [...unshown, { at: now, charCount }];
    },
    showed(takenAt, now) {
      totals.requestCount += 1;
      if (firstWrittenAt !== undefined) firstTextMs ??= now - firstWrittenAt;
      for (const { at, charCount } of unshown.filter((text) => text.at <= takenAt)) {
        totals.waitedMs += (now - at) * charCount;
        totals.charCount += charCount;
      }
      unshown = unshown.filter(({ at }) => at > takenAt);
    },
    limited() {
      totals.limitedCount += 1;
    },
    summarize(isShown) {
      const { waitedMs, charCount, requestCount, limitedCount } = totals;
      return { firstTextMs, stalenessMs: waitedMs / Math.max(1, charCount), requestCount, limitedCount, isShown };
    },
  };
}
