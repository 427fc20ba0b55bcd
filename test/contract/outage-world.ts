import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RateLimiter } from '../../src/core/ports.ts';
import type { JournalEntry, StateStore } from '../../src/core/state-store.ts';
import { UpstreamError } from '../../src/core/errors.ts';
import { toTurnId, toUserKey } from '../../src/core/turn.ts';
import { createMemoryLimiter } from '../../src/engines/limits/memory.ts';
import { createRedisLimiter } from '../../src/engines/limits/redis.ts';
import { createLimiterWithFallback } from '../../src/engines/limits/with-fallback.ts';
import { createRedisState } from '../../src/engines/state/redis.ts';
import { createSqliteState } from '../../src/engines/state/sqlite.ts';
import { parseChunk, parseIndexVersion } from '../../src/engines/state/stored.ts';
import { createStateWithFallback } from '../../src/engines/state/with-fallback.ts';
import { createAvailability } from '../../src/support/availability.ts';
import type { Availability } from '../../src/support/availability.ts';
import { systemClock } from '../../src/support/clock.ts';
import { connect } from '../fakes/redis-server.ts';
import type { RedisServer } from '../fakes/redis-server.ts';

/** How long everything is kept in these tests. */
export const TTL_MS = 600_000;
/** Long against any pause that a busy machine makes: what it cuts off counts as an outage. */
export const TIMEOUT_MS = 1500;
/** Who asks in them. */
export const MAYA = toUserKey('slack', 'T1', 'U1');

/** What is known. */
export const CHUNK = parseChunk(
  JSON.stringify({ id: 'a@0', key: 'a', hash: '0', source: 'a.md', title: 'A', text: 'Text.', hints: '' }),
);
/** Its version. */
export const VERSION = parseIndexVersion(
  JSON.stringify({
    number: 7,
    createdAt: 1,
    chunkIds: [CHUNK.id],
    persona: { name: 'Maya', headline: '', suggestions: [] },
    hosts: [],
    thresholds: {},
  }),
);

/** One process among two, as far as the stores go. */
export interface Member extends AsyncDisposable {
  readonly state: StateStore;
  readonly limiter: RateLimiter;
  readonly availability: Availability;
  readonly changes: readonly boolean[];
}

/** Opens one, with a store of its own or at a path. */
export async function openMember(server: RedisServer, self: string, path = ':memory:'): Promise<Member> {
  let onFailure = (_error: unknown): void => undefined;
  const redis = await connect(server, 'outage', { timeoutMs: TIMEOUT_MS, onFailure: (error) => onFailure(error) });
  const shared = createRedisState({ redis, clock: systemClock });
  const changes: boolean[] = [];
  const availability = createAvailability({
    probe: () => shared.ping(),
    isOutage: (error) => error instanceof UpstreamError && error.isPassing,
    onChange: (isUp) => changes.push(isUp),
    probeEveryMs: 50,
  });
  onFailure = (error) => availability.report(error);
  const local = createSqliteState({ path, clock: systemClock });
  const members = { self, all: () => ['one', 'other'] };
  const state = createStateWithFallback({ shared, local, availability, members });
  const limiter = createLimiterWithFallback(
    createRedisLimiter({ scripts: redis, name: 'user', maxCount: 10, windowMs: TTL_MS }),
    createMemoryLimiter,
    { availability, memberCount: () => members.all().length },
  );
  return { state, limiter, availability, changes, [Symbol.asyncDispose]: () => state[Symbol.asyncDispose]() };
}

/** Two processes that share what a machine keeps. */
export async function openMachine(
  server: RedisServer,
): Promise<AsyncDisposable & { readonly members: readonly [Member, Member] }> {
  const folder = await createFolder();
  const path = join(folder.path, 'state.sqlite');
  const members = [await openMember(server, 'one', path), await openMember(server, 'other', path)] as const;
  return {
    members,
    async [Symbol.asyncDispose]() {
      for (const member of members) await member[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Somebody who waits. */
export function makeEntry(id: string): JournalEntry {
  const expiresAt = systemClock.now() + TTL_MS;
  return { turnId: toTurnId(id), face: 'slack', user: MAYA, target: {}, shownText: '', expiresAt };
}

async function createFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'asktwin-outage-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}
