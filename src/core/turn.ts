import type { Brand } from '../support/brand.ts';
import type { Audience } from './audience.ts';

/** The face over which a question came. */
export type Face = 'discord' | 'slack' | 'web' | 'cli' | 'mcp';

/** One person on one platform: `discord:123`, `slack:T1:U2`. */
export type UserKey = Brand<string, 'UserKey'>;

/** The turns of one person in one thread, DM or channel. */
export type ConversationKey = Brand<string, 'ConversationKey'>;

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

/** Wraps an id that was made by {@link createTurnId} and stored since. */
export function toTurnId(id: string): TurnId {
  return id as TurnId;
}

/** Makes a short id that is easy to read out: 8 letters and digits, unique enough for a log search. */
export function createTurnId(): TurnId {
  return toTurnId(crypto.randomUUID().replaceAll('-', '').slice(0, 8));
}
