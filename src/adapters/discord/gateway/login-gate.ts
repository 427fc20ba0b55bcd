import { createLoginAllowance } from './login-allowance.ts';
import { createLoginLanes } from './login-lanes.ts';
import { createLoginPace } from './login-pace.ts';
import type { ClientOptions } from 'discord.js';
import type { LoginAllowance, LoginAllowanceOptions } from './login-allowance.ts';

type BuildThrottler = NonNullable<NonNullable<ClientOptions['ws']>['buildIdentifyThrottler']>;

/** Everything that a login has to wait for. */
export interface LoginGate extends Pick<LoginAllowance, 'gateway'> {
  /** Has a client wait before each login, so many lanes beside each other. */
  toThrottler(maxConcurrency: number): BuildThrottler;
}

/** Starts without a login. Keep it over connections: each of them is a login, whoever makes it. */
export function createLoginGate(options: LoginAllowanceOptions): LoginGate {
  const pace = createLoginPace(options);
  const allowance = createLoginAllowance(options);
  const lanes = createLoginLanes(options.clock);

  return {
    gateway: (cancel) => allowance.gateway(cancel),
    toThrottler: (maxConcurrency) => async () => ({
      async waitForIdentify(shard, signal) {
        await pace.next(shard, { signal });
        await allowance.take({ signal });
        await lanes.next(shard % maxConcurrency, { signal });
      },
    }),
  };
}
