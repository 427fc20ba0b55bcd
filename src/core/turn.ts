import type { Brand } from '../support/brand.ts';
import type { Audience } from './audience.ts';

/** The face over which a question came. */
export type Face = 'discord' | 'slack' | 'web' | 'cli' | 'mcp';

/** One person on one platform: `discord:123`, `slack:T1:U2`. */
export type UserKey = Brand<string, 'UserKey'>;

/** The turns of one person in one thread, DM or channel. */
export type ConversationKey = Brand<string, 'ConversationKey'>;

/** What leaves together: one Slack workspace, one Discord server. `slack:T1`, `discord:123`. */
export type TenantKey = Brand<string, 'TenantKey'>;

/** Where several people ask: one channel. `slack:T1:C2`, `discord:123:456`. */
export type PlaceKey = Brand<string, 'PlaceKey'>;

/** Names one question with its answer; shown to people as the id to quote. */
export type TurnId = Brand<string, 'TurnId'>;

/** One question as the core sees it, whatever the platform. */
export interface Turn {
  readonly face: Face;
  readonly user: UserKey;
  readonly conversation: ConversationKey;
  /** As typed, without the mention of the twin. */
  readonly question: string;
  /** Who may read along where the answer appears. */
  readonly audience: Audience;
  /** The workspace or server; absent in a direct message on Discord and on faces that have none. */
  readonly tenant?: TenantKey | undefined;
  /** The channel that has a limit of its own; absent where one person asks alone. */
  readonly place?: PlaceKey | undefined;
  /** When the question was given an id already; a new one otherwise. */
  readonly turnId?: TurnId | undefined;
}

/** Whose question something was kept for: by either it can be deleted. */
export interface Origin {
  readonly user: UserKey;
  /** The workspace or server in which it was asked. */
  readonly tenant?: TenantKey | undefined;
}

/** What of a turn says whose it is. */
export function toOrigin({ user, tenant }: Turn): Origin {
  return { user, tenant };
}

/** Builds the key under which a person's limits and memory are kept. */
export function toUserKey(face: Face, ...ids: readonly string[]): UserKey {
  return [face, ...ids].join(':') as UserKey;
}

/** Wraps a key that was made by {@link toUserKey} and stored since. */
export function fromStoredUserKey(key: string): UserKey {
  return key as UserKey;
}

/** Builds the key of one person's conversation in one place: no two people, and no two places, share one. */
export function toConversationKey(user: UserKey, ...place: readonly string[]): ConversationKey {
  return [user, ...place].join('/') as ConversationKey;
}

/** Builds the key under which everything of one workspace or server can be deleted. */
export function toTenantKey(face: Face, id: string): TenantKey {
  return `${face}:${id}` as TenantKey;
}

/** Wraps a key that was made by {@link toTenantKey} and stored since. */
export function fromStoredTenantKey(key: string): TenantKey {
  return key as TenantKey;
}

/** Builds the key of the limit that one channel has. */
export function toPlaceKey(tenant: TenantKey, channel: string): PlaceKey {
  return `${tenant}:${channel}` as PlaceKey;
}

/** Wraps an id that was made by {@link createTurnId} and stored since. */
export function toTurnId(id: string): TurnId {
  return id as TurnId;
}

/** Makes a short id that is easy to read out: 8 letters and digits, unique enough for a log search. */
export function createTurnId(): TurnId {
  return toTurnId(crypto.randomUUID().replaceAll('-', '').slice(0, 8));
}
