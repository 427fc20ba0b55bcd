import type { TwinCore } from '../../core/adapter.ts';
import { toUserKey, type UserKey } from '../../core/turn.ts';
import type { CallBudget } from './call-budget.ts';
import type { SharedChannels } from './shared-channels.ts';
import type { OpenedThreads } from './opened-threads.ts';
import type { Recipient, SlackCalls } from './slack-calls.ts';

/** What every listener works with. */
export interface SlackFace {
  readonly core: TwinCore;
  readonly calls: SlackCalls;
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
