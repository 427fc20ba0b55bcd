import { createRedisState } from '../../src/engines/state/redis.ts';
import { createSqliteState } from '../../src/engines/state/sqlite.ts';
import { systemClock } from '../../src/support/clock.ts';
import type { World } from './world.ts';

/** The turns that a journal takes to be waited for: the shared one, or that of this machine alone. */
export async function listWaiting({ inspection, statePath }: World): Promise<readonly string[]> {
  // Not disposed of: that would end the connection, which is used again.
  const shared = createRedisState({ redis: inspection, clock: systemClock });
  const local = createSqliteState({ path: statePath, clock: systemClock });
  try {
    const entries = [...(await shared.journal.list()), ...(await local.journal.list())];
    return entries.map(({ turnId, face }) => `${turnId} (${face})`);
  } finally {
    await local[Symbol.asyncDispose]();
  }
}
