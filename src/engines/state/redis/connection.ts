import { createHash } from 'node:crypto';
import { createClient, ErrorReply, RESP_TYPES } from '@redis/client';
import type { UpstreamError } from '../../../core/errors.ts';
import type { ScriptRunner } from '../../../support/script-runner.ts';
import { RedisTimeoutError, toRedisError } from './failure.ts';

/** Where Redis is. */
export interface RedisOptions {
  /** `redis://` or `rediss://`, with user, password and database where there are any. */
  readonly url: string;
  /** Begins every key, so that several twins can share one Redis. */
  readonly prefix?: string;
  /** How long a command may take; those that carry much take longer and say so. */
  readonly timeoutMs?: number;
  /** Told whenever the connection fails, every failed attempt to reconnect included. */
  readonly onFailure?: (failure: UpstreamError) => void;
}

/** How a command is sent. */
export interface SendOptions {
  readonly timeoutMs?: number;
  /** Strings of the reply come as bytes. */
  readonly asBytes?: boolean;
}

/** One connection to Redis, which reconnects by itself. Nothing waits for it: without a connection a command fails at once. */
export interface RedisConnection extends ScriptRunner, AsyncDisposable {
  /** Whether commands can be sent; a Redis that hangs still looks ready. */
  readonly isReady: boolean;
  /** @throws {UpstreamError} also from `run` */
  send(command: readonly (string | number | Buffer)[], options?: SendOptions): Promise<unknown>;
}

/** Long enough for another continent, short enough for people who wait for a sign within half a second. */
const TIMEOUT_MS = 400;
/** So many times the timeout is as long as a command may stand in a queue that moves. */
const MAX_STRETCH = 5;
/** A timer that comes so much later tells that this process is busy. */
const BUSY_MS = 50;
const CONNECT_TIMEOUT_MS = 2000;
const MAX_RECONNECT_MS = 1000;
/** A connection that gave no reply for so long, though it was asked, is replaced: its peer may be gone for good. */
const STALE_MS = 3000;
const PREFIX = 'asktwin';

/**
 * Starts to connect, and goes on trying until it is disposed of.
 *
 * All keys share a hash tag, so that scripts over several keys also run where keys are spread over nodes. The client's own
 * defaults that are replaced: commands queue up while there is no connection, a command waits 5 s to be sent and for its
 * reply for ever, and what runs here is reported to the server, which not every service that speaks the protocol understands.
 *
 * @see https://github.com/redis/node-redis/blob/master/docs/client-configuration.md
 */
export function openRedis(options: RedisOptions): RedisConnection {
  const { url, prefix = PREFIX, timeoutMs = TIMEOUT_MS, onFailure = () => undefined } = options;
  let client = connectClient(url, onFailure);
  let isClosed = false;
  let lastReplyAt = performance.now();

  const replaceStale = (): void => {
    if (isClosed || performance.now() - lastReplyAt < STALE_MS) return;
    lastReplyAt = performance.now();
    client.destroy();
    client = connectClient(url, onFailure);
  };

  const exchange = async (command: readonly (string | number | Buffer)[], sent: SendOptions): Promise<unknown> => {
    const args = command.map((part) => (typeof part === 'number' ? String(part) : part));
    const typeMapping = sent.asBytes === true ? { [RESP_TYPES.BLOB_STRING]: Buffer } : {};
    try {
      const withinMs = sent.timeoutMs ?? timeoutMs;
      const isFlowing = (): boolean => performance.now() - lastReplyAt < withinMs;
      const reply: unknown = await inTime(client.sendCommand(args, { typeMapping, timeout: 0 }), withinMs, isFlowing);
      lastReplyAt = performance.now();
      return reply;
    } catch (error) {
      if (error instanceof RedisTimeoutError) replaceStale();
      if (error instanceof ErrorReply) lastReplyAt = performance.now();
      throw error;
    }
  };

  /** Any number who find that a script is not there wait for one to bring it. */
  const loading = new Map<string, Promise<unknown>>();
  const load = (lua: string): Promise<unknown> => {
    const known = loading.get(lua) ?? exchange(['SCRIPT', 'LOAD', lua], {}).finally(() => loading.delete(lua));
    loading.set(lua, known);
    return known;
  };

  return {
    get isReady() {
      return client.isReady;
    },
    key: (...parts) => `{${prefix}}:${parts.join(':')}`,
    send: (command, sent = {}) => exchange(command, sent).catch(rethrown),
    async run(lua, { keys, values = [], ...sent }) {
      const rest = [keys.length, ...keys, ...values];
      try {
        return await exchange(['EVALSHA', toSha(lua), ...rest], sent);
      } catch (error) {
        if (!isUnknownScript(error)) throw toRedisError(error);
        await load(lua).catch(rethrown);
        return await exchange(['EVALSHA', toSha(lua), ...rest], sent).catch(rethrown);
      }
    },
    async [Symbol.asyncDispose]() {
      isClosed = true;
      // What was asked for is waited for, a Redis that hangs is not.
      if (client.isReady) await inTime(client.close(), timeoutMs, () => false).catch(() => undefined);
      client.destroy();
    },
  };
}

function connectClient(url: string, onFailure: (failure: UpstreamError) => void) {
  const client = createClient({
    url,
    // What every service that speaks the protocol understands, from Redis 5 on.
    RESP: 2,
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
    socket: {
      connectTimeout: CONNECT_TIMEOUT_MS,
      reconnectStrategy: (retries) =>
        Math.min(20 * 2 ** Math.min(retries, 10), MAX_RECONNECT_MS) * (0.5 + Math.random() / 2),
    },
  });
  client.on('error', (error: unknown) => onFailure(toRedisError(error)));
  // Every failure comes as an event already.
  client.connect().catch(() => undefined);
  return client;
}

/**
 * A reply that has arrived counts, even when this process was too busy to read it before its time was up. While replies to
 * others arrive, or this process is late itself, a command waits longer: in a flood it stands in a queue, and Redis is well.
 */
async function inTime<T>(reply: Promise<T>, timeoutMs: number, isFlowing: () => boolean): Promise<T> {
  const lastAt = performance.now() + MAX_STRETCH * timeoutMs;
  let timer: NodeJS.Timeout | undefined;
  let dueAt = 0;
  const late = new Promise<never>((_resolve, reject) => {
    const look = (): void => {
      const isBusy = performance.now() - dueAt > BUSY_MS;
      if ((isFlowing() || isBusy) && performance.now() < lastAt) wait();
      else reject(new RedisTimeoutError(`No reply within ${timeoutMs} ms.`));
    };
    const wait = (): void => {
      dueAt = performance.now() + timeoutMs;
      timer = setTimeout(() => setImmediate(look), timeoutMs);
    };
    wait();
  });
  try {
    return await Promise.race([reply, late]);
  } finally {
    clearTimeout(timer);
  }
}

const shas = new Map<string, string>();

function toSha(lua: string): string {
  const sha = shas.get(lua) ?? createHash('sha1').update(lua).digest('hex');
  shas.set(lua, sha);
  return sha;
}

function isUnknownScript(error: unknown): boolean {
  return error instanceof ErrorReply && error.message.startsWith('NOSCRIPT');
}

function rethrown(error: unknown): never {
  throw toRedisError(error);
}
