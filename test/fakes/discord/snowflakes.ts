/** Makes Discord's ids: the time in the upper bits, so that a client can read when a thing was made. */
export type NextId = () => string;

const DISCORD_EPOCH_MS = 1_420_070_400_000n;

/** Ids from a clock that gives epoch ms; no two are alike. */
export function createSnowflakes(now: () => number): NextId {
  let count = 0;
  return () => {
    count += 1;
    return toSnowflake(now(), count);
  };
}

/** The id of the thing that was made at a time (epoch ms), as the so-manieth in it. */
export function toSnowflake(at: number, count: number): string {
  return (((BigInt(Math.floor(at)) - DISCORD_EPOCH_MS) << 22n) | (BigInt(count) & 0xfffn)).toString();
}

/**
 * The shard that is told of a server, out of so many.
 *
 * @see https://docs.discord.com/developers/events/gateway#sharding
 */
export function toShard(guildId: string, shardCount: number): number {
  return Number((BigInt(guildId) >> 22n) % BigInt(shardCount));
}
