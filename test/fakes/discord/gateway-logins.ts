import type { World } from './world.ts';

/** What Discord asks of logins, where a test wants something else than the default. */
export interface LoginRules {
  /** How many shards may log in at once: those with different `id % maxConcurrency`. One by default. */
  readonly maxConcurrency?: number;
  /** How far apart two logins of one bucket must be: 5,000 in reality, 0 by default, for tests that start again at once. */
  readonly gapMs?: number;
  /** How many are left of the day's 1,000, and how long that day goes on. */
  readonly remaining?: number;
  readonly resetAfterMs?: number;
}

/** A login as it came in. */
export interface Login {
  readonly shard: readonly [number, number];
  /** Epoch ms by the fake's clock. */
  readonly at: number;
}

/** Lets shards in as the Gateway does. */
export interface GatewayLogins {
  /** What `GET /gateway/bot` says besides the address. */
  toJson(): Readonly<Record<string, unknown>>;
  /** Whether a login is let in; else the code of its close, or that it came too soon after another. */
  judge(shard: readonly [number, number]): 'welcome' | 'too soon' | number;
  /** All that came in, in order. */
  readonly all: readonly Login[];
  /** How many are left until when: logins of others count, too. */
  remaining: number;
}

const DAY_MS = 86_400_000;
const TOTAL = 1000;
/** Servers per shard that Discord recommends, and the most that it bears. */
const RECOMMENDED = 1000;
const MAX_PER_SHARD = 2500;
const AUTHENTICATION_FAILED = 4004;
const INVALID_SHARD = 4010;
const SHARDING_REQUIRED = 4011;

/**
 * Writes into `world.problems` what costs a bot its token.
 *
 * @see https://docs.discord.com/developers/events/gateway#session-start-limit-object
 */
export function createGatewayLogins(world: World, rules: LoginRules): GatewayLogins {
  const { maxConcurrency = 1, gapMs = 0 } = rules;
  const all: Login[] = [];
  let remaining = rules.remaining ?? TOTAL;
  let resetsAt = world.now() + (rules.resetAfterMs ?? DAY_MS);
  const passDays = (): void => {
    if (world.now() < resetsAt) return;
    remaining = TOTAL;
    resetsAt = world.now() + DAY_MS;
  };

  return {
    all,
    get remaining() {
      passDays();
      return remaining;
    },
    set remaining(count) {
      remaining = count;
    },
    toJson() {
      passDays();
      const limit = { total: TOTAL, remaining, reset_after: resetsAt - world.now(), max_concurrency: maxConcurrency };
      return { shards: Math.ceil(world.guildIds.size / RECOMMENDED), session_start_limit: limit };
    },
    judge(shard) {
      passDays();
      const [number, count] = shard;
      const at = world.now();
      const bucket = number % maxConcurrency;
      const before = all.findLast((one) => one.shard[0] % maxConcurrency === bucket);
      all.push({ shard, at });
      if (remaining <= 0) {
        world.problems.push('A login too many in one day: Discord takes the token back');
        return AUTHENTICATION_FAILED;
      }
      remaining -= 1;
      if (number >= count) return INVALID_SHARD;
      if (world.guildIds.size / count > MAX_PER_SHARD) return SHARDING_REQUIRED;
      if (before === undefined || at - before.at >= gapMs) return 'welcome';
      world.problems.push(`Shard ${number} logged in ${at - before.at} ms after shard ${before.shard[0]}`);
      return 'too soon';
    },
  };
}
