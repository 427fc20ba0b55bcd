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
        forecast: history.open(),
        async permit(request) {
          if (request.bucket === undefined) return permitFree(toHeld(request, answer, clock), clock);
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

/** First words wait for a word, here as elsewhere. */
function toHeld(request: PermitRequest, { forecast }: PacedAnswer, clock: Clock): PermitRequest {
  if (request.urgency !== 'first') return request;
  const holdMs = toLoneHoldMs(forecast.remainingMs(clock.now()), FIRST_ROUND_TRIP_MS);
  return { ...request, notBefore: Math.max(request.notBefore, request.waitingSince + holdMs) };
}

/** For a call that nobody counts. */
async function permitFree({ notBefore, signal }: PermitRequest, clock: Clock): Promise<Permit | undefined> {
  const waitMs = notBefore - clock.now();
  if (waitMs > 0) await clock.sleep(waitMs, signal).catch(() => undefined);
  if (signal.aborted) return undefined;
  return { key: undefined, made: async () => undefined, giveBack: async () => undefined };
}
