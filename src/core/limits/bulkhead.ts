import { RateLimitedError } from '../errors.ts';
import type { Cancellable, Clock } from '../ports.ts';

/** Lets so many answers be written at once, lets some wait, and turns away the rest. */
export interface Bulkhead {
  /**
   * Takes a place, at once.
   *
   * @throws {RateLimitedError} scope `busy`: every place is taken
   */
  enter(): BulkheadPlace;
}

/** A place among the answers that are written or wait for that. */
export interface BulkheadPlace {
  /** Resolves when it is this answer's turn; rejects with the signal's reason. */
  begin(options: Cancellable): Promise<void>;
  /** Gives the place up; a second time does nothing. */
  leave(): void;
}

/** How much goes in. */
export interface BulkheadOptions {
  readonly clock: Clock;
  /** Answers that are written at the same time. */
  readonly maxRunning: number;
  /** Answers that wait for that. */
  readonly maxWaiting: number;
}

/** No answer takes longer: whoever took a place and never came back has lost it. */
const MAX_STAY_MS = 60_000;
/** How long an answer takes, as long as none has been written. */
const USUAL_MS = 3000;
/** How much the last answer moves what is expected of the next. */
const SMOOTHING = 0.1;

interface Guest {
  readonly enteredAt: number;
  beganAt: number | undefined;
  begin: () => void;
}

/** Starts empty. */
export function createBulkhead({ clock, maxRunning, maxWaiting }: BulkheadOptions): Bulkhead {
  /** In the order in which they came. */
  const guests = new Set<Guest>();
  let usualMs = USUAL_MS;

  const remove = (guest: Guest): void => {
    if (!guests.delete(guest)) return;
    if (guest.beganAt !== undefined) usualMs += (clock.now() - guest.beganAt - usualMs) * SMOOTHING;
    for (const next of [...guests].slice(0, maxRunning)) next.begin();
  };
  const evictLost = (): void => {
    for (const guest of guests) if (clock.now() - guest.enteredAt > MAX_STAY_MS) remove(guest);
  };
  const isFirst = (guest: Guest): boolean => [...guests].slice(0, maxRunning).includes(guest);

  return {
    enter() {
      if (guests.size >= maxRunning + maxWaiting) evictLost();
      if (guests.size >= maxRunning + maxWaiting) {
        throw new RateLimitedError('busy', Math.max(1000, Math.ceil((usualMs * guests.size) / maxRunning)));
      }
      const guest: Guest = { enteredAt: clock.now(), beganAt: undefined, begin: () => undefined };
      guests.add(guest);
      return {
        async begin({ signal }) {
          if (!isFirst(guest)) await waitFor(guest, signal);
          signal.throwIfAborted();
          guest.beganAt = clock.now();
        },
        leave: () => remove(guest),
      };
    },
  };
}

function waitFor(guest: Guest, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(signal.reason);
    signal.addEventListener('abort', giveUp, { once: true });
    guest.begin = () => {
      signal.removeEventListener('abort', giveUp);
      resolve();
    };
  });
}
