import type { Message } from 'discord.js';

/**
 * After so many direct messages discord.js lets go of the channels that they came through: it keeps the channel of everybody
 * who ever wrote for good, and the twin, which calls channels by their id, never asks for one. Limiting that cache itself would
 * take the channels of servers with it, which discord.js needs.
 *
 * @see https://discordjs.guide/miscellaneous/cache-customization.html#limiting-caches
 */
const SWEEP_AFTER = 200;

/** Makes what is to be called with each message once it has been read. */
export function createDmSweep(): (message: Message) => void {
  let unsweptCount = 0;
  return ({ client, guildId }) => {
    if (guildId !== null) return;
    unsweptCount += 1;
    if (unsweptCount < SWEEP_AFTER) return;
    unsweptCount = 0;
    client.channels.cache.sweep((channel) => channel.isDMBased());
  };
}
