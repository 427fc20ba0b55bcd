import type { TwinCore } from '../../core/adapter.ts';
import { toPlaceKey, toTenantKey, toUserKey, type Turn, type UserKey } from '../../core/turn.ts';
import type { Arrivals } from './arrivals.ts';
import type { CallBudget } from './call-budget.ts';
import type { PublishedHomes } from './app-home.ts';
import type { AgentSessions } from './agent-sessions.ts';
import type { PaneCalls } from './pane-calls.ts';
import type { RunningThreads } from './running-threads.ts';
import type { SharedChannels } from './shared-channels.ts';
import type { OpenedThreads } from './opened-threads.ts';
import type { Recipient, SlackCalls } from './slack-calls.ts';

/** What every listener works with. */
export interface SlackFace {
  readonly core: TwinCore;
  readonly arrivals: Arrivals;
  readonly calls: SlackCalls;
  readonly pane: PaneCalls;
  readonly sessions: AgentSessions;
  readonly runningThreads: RunningThreads;
  readonly homes: PublishedHomes;
  readonly budget: CallBudget;
  readonly openedThreads: OpenedThreads;
  readonly sharedChannels: SharedChannels;
  /** As in `TWIN_ADMINS`. */
  readonly admins: ReadonlySet<string>;
}

/** The key under which a person's limits and memory are kept. */
export function toSlackUser({ team, user }: Recipient): UserKey {
  return toUserKey('slack', team, user);
}

/** The workspace and the channel of a question; a direct message has no limit besides the person's. */
export function whereabouts(workspace: string, channel: string): Pick<Turn, 'tenant' | 'place'> {
  const tenant = toTenantKey('slack', workspace);
  return channel.startsWith('D') ? { tenant } : { tenant, place: toPlaceKey(tenant, channel) };
}
