import { SimpleShardingStrategy, WebSocketShardEvents } from '@discordjs/ws';
import type { ClientOptions } from 'discord.js';

type BuildStrategy = NonNullable<NonNullable<ClientOptions['ws']>['buildStrategy']>;

/** The code of a line that broke without a word. */
const ABNORMAL = 1006;
/**
 * For so long the address at which the session is resumed is tried, in ms. Afterwards the client's own way is taken: a new
 * session at the general address.
 */
const TRIED_FOR_MS = 60_000;

/**
 * Keeps the session over an outage. The client gives a session up as soon as one try to reconnect fails, and so loses
 * everything that people wrote meanwhile; Discord replays it to whoever resumes. Only Discord ends a session: by a close code,
 * or by declaring it invalid after its greeting.
 *
 * @see https://docs.discord.com/developers/events/gateway#resuming
 */
export function keepSessions(now: () => number = () => performance.now()): BuildStrategy {
  return (manager) => {
    /** Since when each shard has no line that Discord greeted. */
    const brokenSince = new Map<number, number>();
    const update = manager.options.updateSessionInfo.bind(manager.options);

    manager.on(WebSocketShardEvents.Closed, ({ code, shardId }) => {
      if (code !== ABNORMAL) brokenSince.delete(shardId);
      else if (!brokenSince.has(shardId)) brokenSince.set(shardId, now());
    });
    manager.on(WebSocketShardEvents.Hello, ({ shardId }) => void brokenSince.delete(shardId));
    const updateSessionInfo: typeof update = (shardId, session) => {
      const since = brokenSince.get(shardId);
      if (session === null && since !== undefined && now() < since + TRIED_FOR_MS) return;
      update(shardId, session);
    };
    Object.assign(manager.options, { updateSessionInfo });
    return new SimpleShardingStrategy(manager);
  };
}
