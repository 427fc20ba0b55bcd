import { toShard } from './snowflakes.ts';

/** What a session listens to. */
export interface Listening {
  readonly intents: number;
  /** Its number, and how many there are. */
  readonly shard: readonly [number, number];
}

const GUILDS = 1;
const GUILD_MESSAGES = 1 << 9;
const DIRECT_MESSAGES = 1 << 12;

/**
 * Whether a session is told of an event: it asked for such ones, and they are of a server of its shard. What happens outside of
 * servers goes to the first shard.
 *
 * @see https://docs.discord.com/developers/events/gateway#sharding
 */
export function mayReceive({ intents, shard }: Listening, event: string, data: Record<string, unknown>): boolean {
  const guildId = event.startsWith('GUILD_') ? data['id'] : data['guild_id'];
  const [number, count] = shard;
  if (number !== (typeof guildId === 'string' ? toShard(guildId, count) : 0)) return false;
  if (event === 'INTERACTION_CREATE') return true;
  if (event.startsWith('MESSAGE_')) {
    return (intents & (guildId === undefined ? DIRECT_MESSAGES : GUILD_MESSAGES)) !== 0;
  }
  return (intents & GUILDS) !== 0;
}
