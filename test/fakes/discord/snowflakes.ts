/** Makes Discord's ids: the time in the upper bits, so that a client can read when a thing was made. */
export type NextId = () => string;

const DISCORD_EPOCH_MS = 1_420_070_400_000n;

/** Ids from a clock that gives epoch ms; no two are alike. */
export function createSnowflakes(now: () => number): NextId {
  let count = 0n;
  return () => {
    count += 1n;
    return (((BigInt(Math.floor(now())) - DISCORD_EPOCH_MS) << 22n) | (count & 0xfffn)).toString();
  };
}
