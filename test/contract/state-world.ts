import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe } from 'vitest';
import type { StateStore } from '../../src/core/state-store.ts';
import { createRedisState } from '../../src/engines/state/redis.ts';
import { createSqliteState } from '../../src/engines/state/sqlite.ts';
import { createStateWithFallback } from '../../src/engines/state/with-fallback.ts';
import { createAvailability } from '../../src/support/availability.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { hasRedis } from '../fakes/redis-finder.ts';
import { connect, shortenLives, startRedis } from '../fakes/redis-server.ts';

/** Where an engine keeps its state, for one test. */
export interface StateGround {
  /** Opens the same state; each call is another connection, as another process would make. */
  open(): Promise<StateStore>;
  /** Epoch ms, by the clock that the stores go by. */
  now(): number;
  /** Lets time pass for the stores. */
  elapse(ms: number): Promise<void>;
  dispose(): Promise<void>;
}

/** Two stores over one state. */
export interface StateWorld extends Omit<StateGround, 'open' | 'dispose'> {
  readonly store: StateStore;
  readonly other: StateStore;
  /** Closes `store` and opens it anew. */
  restart(): Promise<StateStore>;
  /** One more over the same state; closed after the test. */
  open(): Promise<StateStore>;
}

/** What all tests of one engine share. */
interface StateEngine extends AsyncDisposable {
  /** Makes a fresh state. */
  create(): Promise<StateGround>;
}

/** Every engine that must pass the contract: a new one adds one line. */
const ENGINES: Readonly<Record<string, () => Promise<StateEngine>>> = {
  sqlite: async () => ({ create: createSqliteGround, [Symbol.asyncDispose]: async () => undefined }),
  ...(hasRedis && {
    redis: () => startRedisEngine(async (shared) => shared),
    'redis with fallback': () => startRedisEngine(addFallback),
  }),
};

/** Runs `suite` for every engine; each test has a fresh state. */
export function stateStoreContract(part: string, suite: (world: StateWorld) => void): void {
  describe.each(Object.entries(ENGINES))(`%s state store: ${part}`, (_name, startEngine) => {
    let engine: StateEngine;
    const current = createHolder(() => engine.create());

    beforeAll(async () => {
      engine = await startEngine();
    });
    afterAll(() => engine[Symbol.asyncDispose]());
    beforeEach(() => current.start());
    afterEach(() => current.stop());

    suite(current.world);
  });
}

function createHolder(create: () => Promise<StateGround>) {
  let opened: { ground: StateGround; store: StateStore; other: StateStore; more: StateStore[] } | undefined;
  const inTest = () => {
    if (opened === undefined) throw new Error('There is a state only while a test runs.');
    return opened;
  };

  const world: StateWorld = {
    get store() {
      return inTest().store;
    },
    get other() {
      return inTest().other;
    },
    now: () => inTest().ground.now(),
    elapse: (ms) => inTest().ground.elapse(ms),
    async restart() {
      await inTest().store[Symbol.asyncDispose]();
      inTest().store = await inTest().ground.open();
      return inTest().store;
    },
    async open() {
      const one = await inTest().ground.open();
      inTest().more.push(one);
      return one;
    },
  };

  return {
    world,
    async start() {
      const ground = await create();
      opened = { ground, store: await ground.open(), other: await ground.open(), more: [] };
    },
    async stop() {
      const { ground, store, other, more } = inTest();
      for (const one of [store, other, ...more]) await one[Symbol.asyncDispose]();
      await ground.dispose();
    },
  };
}

async function createSqliteGround(): Promise<StateGround> {
  const folder = await mkdtemp(join(tmpdir(), 'asktwin-state-'));
  const clock = createFakeClock();
  return {
    open: async () => createSqliteState({ path: join(folder, 'state.sqlite'), clock }),
    now: () => clock.now(),
    elapse: (ms) => clock.advance(ms),
    dispose: () => rm(folder, { recursive: true }),
  };
}

async function addFallback(shared: StateStore): Promise<StateStore> {
  const availability = createAvailability({ probe: () => shared.ping(), isOutage: () => false });
  const local = createSqliteState({ path: ':memory:', clock: createFakeClock() });
  return createStateWithFallback({ shared, local, availability, members: { self: 'a', all: () => ['a'] } });
}

async function startRedisEngine(wrap: (shared: StateStore) => Promise<StateStore>): Promise<StateEngine> {
  const server = await startRedis();
  let count = 0;
  return {
    async create() {
      const prefix = `test-${(count += 1)}`;
      // Its own time is real, so what this clock says is only where the time to live is counted from.
      const clock = createFakeClock();
      const onlooker = await connect(server, prefix);
      return {
        open: async () => wrap(createRedisState({ redis: await connect(server, prefix), clock })),
        now: () => clock.now(),
        async elapse(ms) {
          await clock.advance(ms);
          await shortenLives(onlooker, ms);
        },
        async dispose() {
          await onlooker[Symbol.asyncDispose]();
        },
      };
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
