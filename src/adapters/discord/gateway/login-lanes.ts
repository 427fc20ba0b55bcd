import type { Cancellable, Clock } from '../../../core/ports.ts';

/** Lets logins of one lane in one after the other, as far apart as Discord wants. */
export interface LoginLanes {
  /** Resolves when it is this one's turn; rejects with the signal's reason. */
  next(lane: number, options: Cancellable): Promise<void>;
}

/**
 * Discord takes one login of a lane in five seconds and ends the session of whoever comes sooner. The rest is for the way there,
 * which may take the later one less long.
 *
 * @see https://docs.discord.com/developers/events/gateway#rate-limiting
 */
const GAP_MS = 5500;

/**
 * Starts without a login. Keep it over clients: the SDK's own throttle forgets with each of them, and one that has to wait in it
 * cannot be called off.
 */
export function createLoginLanes(clock: Clock): LoginLanes {
  const lastAt = new Map<number, number>();
  const tails = new Map<number, Promise<void>>();

  return {
    next(lane, { signal }) {
      const take = async (): Promise<void> => {
        signal.throwIfAborted();
        const waitMs = (lastAt.get(lane) ?? -Infinity) + GAP_MS - clock.now();
        if (waitMs > 0) await clock.sleep(waitMs, signal);
        lastAt.set(lane, clock.now());
      };
      const turn = (tails.get(lane) ?? Promise.resolve()).then(take);
      // Whoever gives up holds up nobody.
      const passed = turn.catch(() => undefined);
      tails.set(lane, passed);
      return turn;
    },
  };
}
