import type { Clock } from '../ports.ts';
import type { UserKey } from '../turn.ts';
import type { PacedAnswer, Permit, PermitRequest, Urgency } from './permit.ts';
import { toFirstHoldMs, toGapMs } from './spacing.ts';
import type { Traffic } from './spacing.ts';

/** A request that waits for its permit. */
export interface Waiting {
  readonly answer: PacedAnswer;
  readonly request: PermitRequest;
  /** Ends the waiting. */
  readonly grant: (permit: Permit | undefined) => void;
}

/** The answers of one bucket, and who of them waits for a call. */
export interface LaneQueue {
  /** Those that are not yet whole, whether they wait or not. */
  readonly answers: ReadonlySet<PacedAnswer>;
  readonly isWaiting: boolean;
  /** Resolves with the permit that {@link serve} gives, or with nothing once the request's signal is aborted. */
  wait(answer: PacedAnswer, request: PermitRequest): Promise<Permit | undefined>;
  leave(answer: PacedAnswer): void;
  /** How many ms until somebody may be let through, calls or no calls. */
  dueInMs(traffic: Traffic): number;
  /** Who comes first of those who may be let through now. */
  next(traffic: Traffic): Waiting | undefined;
  serve(waiting: Waiting, permit: Permit): void;
}

const ORDER: Readonly<Record<Urgency, number>> = { final: 0, first: 1, growing: 2 };

/** Makes an empty queue; `onChange` is told whenever somebody comes or goes. */
export function createLaneQueue(clock: Clock, onChange: () => void): LaneQueue {
  return new FairQueue(clock, onChange);
}

class FairQueue implements LaneQueue {
  readonly #clock: Clock;
  readonly #onChange: () => void;
  readonly #answers = new Set<PacedAnswer>();
  readonly #waiting = new Set<Waiting>();
  /** When each person who has an answer here was last let through. */
  readonly #servedAt = new Map<UserKey, number>();
  #lastServedAt = -Infinity;

  constructor(clock: Clock, onChange: () => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  get answers(): ReadonlySet<PacedAnswer> {
    return this.#answers;
  }

  get isWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  wait(answer: PacedAnswer, request: PermitRequest): Promise<Permit | undefined> {
    this.#answers.add(answer);
    return new Promise((resolve) => {
      if (request.signal.aborted) return resolve(undefined);
      const giveUp = (): void => waiting.grant(undefined);
      const waiting: Waiting = {
        answer,
        request,
        grant: (permit) => {
          request.signal.removeEventListener('abort', giveUp);
          this.#waiting.delete(waiting);
          this.#onChange();
          resolve(permit);
        },
      };
      request.signal.addEventListener('abort', giveUp, { once: true });
      this.#waiting.add(waiting);
      this.#onChange();
    });
  }

  leave(answer: PacedAnswer): void {
    this.#answers.delete(answer);
    if (![...this.#answers].some(({ user }) => user === answer.user)) this.#servedAt.delete(answer.user);
    this.#onChange();
  }

  dueInMs(traffic: Traffic): number {
    const now = this.#clock.now();
    return Math.min(...[...this.#waiting].map((waiting) => this.#dueAt(waiting, traffic) - now));
  }

  next(traffic: Traffic): Waiting | undefined {
    const now = this.#clock.now();
    return [...this.#waiting]
      .filter((waiting) => this.#dueAt(waiting, traffic) <= now)
      .toSorted(
        (a, b) =>
          ORDER[a.request.urgency] - ORDER[b.request.urgency] ||
          (a.request.urgency === 'growing' ? this.#unseen(b) - this.#unseen(a) : 0) ||
          this.#waitingSince(a) - this.#waitingSince(b),
      )[0];
  }

  serve({ answer, grant }: Waiting, permit: Permit): void {
    const now = this.#clock.now();
    this.#lastServedAt = now;
    answer.lastPermitAt = now;
    this.#servedAt.set(answer.user, now);
    grant(permit);
  }

  /** Epoch ms before which a request is not let through, calls or no calls. */
  #dueAt({ answer, request }: Waiting, traffic: Traffic): number {
    if (request.urgency === 'final') return request.notBefore;
    if (request.urgency === 'first')
      return Math.max(
        request.notBefore,
        request.waitingSince + toFirstHoldMs(answer.forecast.remainingMs(this.#clock.now()), traffic),
      );
    if (request.isSecondHalf === true) return request.notBefore;
    const lastAt = Math.max(this.#lastServedAt, answer.lastPermitAt ?? -Infinity);
    if (lastAt === -Infinity) return request.notBefore;
    return Math.max(request.notBefore, lastAt + toGapMs(traffic, this.#clock.now() - lastAt));
  }

  #unseen({ answer }: Waiting): number {
    const own = [...this.#answers].filter(({ user }) => user === answer.user);
    return answer.forecast.unseenShare() / Math.max(1, own.length);
  }

  /** A person with several questions waits since the last of them was served, so that nobody else has to wait for all. */
  #waitingSince({ answer, request }: Waiting): number {
    return Math.max(request.waitingSince, this.#servedAt.get(answer.user) ?? -Infinity);
  }
}
