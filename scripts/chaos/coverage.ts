import { GONE_MS } from '../../src/engines/state/redis/members.ts';
import type { World } from './world.ts';

/** Which of Discord's events reached a process that lived to note them. */
export interface Coverage {
  /** To be asked when the event is sent; tells in the end whether nobody can be blamed for silence. */
  watch(eventId: string): () => boolean;
}

/** A process notes an event in some milliseconds. Whoever is killed before that takes it along: Discord sends it once. */
const NOTED_WITHIN_MS = 1000;
/** Without Redis it first waits for that in vain. */
const NOTED_ALONE_WITHIN_MS = 3000;
const STEADY_MS = 1000;

/**
 * Discord sends an event once, to every session, and replays it to whoever resumes one; it waits for no acknowledgement of a message,
 * and tells people itself of a command that was not acknowledged. So an event may stay without an answer
 *
 * - when no session was there, or each that got it ended at once, with its process;
 * - when Redis was away and a process had been killed just before: what Discord tells all is shared out among those who
 *   were there last, and the share of the dead is answered by nobody.
 *
 * @see https://docs.discord.com/developers/events/gateway#resuming
 */
export function createCoverage(world: World): Coverage {
  return {
    watch(eventId) {
      const { discord, slots, redisState } = world;
      const isSteady = redisState.isUp && Date.now() - redisState.changedAt > STEADY_MS;
      const isShareLost =
        !isSteady && slots.some(({ isUp, changedAt }) => !isUp || Date.now() - changedAt < GONE_MS + STEADY_MS);
      const withinMs = isSteady ? NOTED_WITHIN_MS : NOTED_ALONE_WITHIN_MS;
      return () => isShareLost || !discord.gateway.wasHeard(eventId, withinMs);
    },
  };
}
