import type { CallWindows } from '../call-windows.ts';
import type { Clock } from '../ports.ts';
import type { UserKey } from '../turn.ts';
import { createForecastHistory } from './forecast.ts';
import { createLane, FIRST_ROUND_TRIP_MS } from './lane.ts';
import type { Lane } from './lane.ts';
import type { PacedAnswer, Permit, PermitRequest } from './permit.ts';
import type { CallBucket } from './reply-transport.ts';
import { toLoneHoldMs } from './spacing.ts';

/** Lets requests through: one budget for each bucket of a platform, shared by all answers. */
export interface Pacer {
  open(user: UserKey): PacedAnswer;
}

/** What a pacer works with. */
export interface PacerOptions {
  readonly windows: CallWindows;
  readonly clock: Clock;
}

/**
 * Makes the pacer of a process. In a bucket, ends of answers go before first words, and first words before growing
 * text, of which the stalest goes first. Calls are kept for the ends. What is granted is a call, not a text: the text is
 * taken when the permit is there, so that nothing old is ever sent.
 */
export function createPacer({ windows, clock }: PacerOptions): Pacer {
  const lanes = new Map<string, Lane>();
  const history = createForecastHistory();

  const laneOf = (bucket: CallBucket): Lane => {
    const lane = lanes.get(bucket.key) ?? createLane({ bucket, windows, clock });
    lanes.set(bucket.key, lane);
    return lane;
  };

  const leave = (answer: PacedAnswer, key: string): void => {
    const lane = lanes.get(key);
    lane?.leave(answer);
    if (lane?.isIdle === true) lanes.delete(key);
  };

  return {
    open(user) {
      const keys = new Set<string>();
      const answer: PacedAnswer = {
        user,
        lastPermitAt: undefined,
        callsToEnd: 1,
        roomChars: Infinity,
        forecast: history.open(),
        async permit(request) {
          if (request.bucket === undefined) return permitFree(request, answer, clock);
          keys.add(request.bucket.key);
          for (const key of keys) if (key !== request.bucket.key) leave(answer, key);
          return laneOf(request.bucket).permit(answer, request);
        },
        close() {
          for (const key of keys) leave(answer, key);
        },
      };
      return answer;
    },
  };
}

/** For a call that nobody counts. First words wait for a word, here as elsewhere. */
async function permitFree(request: PermitRequest, answer: PacedAnswer, clock: Clock): Promise<Permit | undefined> {
  const { signal } = request;
  // With each word it is better known what the answer will take.
  for (let waitMs = toWaitMs(request, answer, clock); waitMs > 0; waitMs = toWaitMs(request, answer, clock)) {
    if (signal.aborted) return undefined;
    await clock.sleep(waitMs, signal).catch(() => undefined);
  }
  if (signal.aborted) return undefined;
  return { key: undefined, made: async () => undefined, giveBack: async () => undefined };
}

function toWaitMs(
  { urgency, notBefore, waitingSince }: PermitRequest,
  { forecast }: PacedAnswer,
  clock: Clock,
): number {
  const now = clock.now();
  if (urgency !== 'first') return notBefore - now;
  return Math.max(notBefore, waitingSince + toLoneHoldMs(forecast.remainingMs(now), FIRST_ROUND_TRIP_MS)) - now;
}
