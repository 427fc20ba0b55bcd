import type { Audience } from '../../core/audience.ts';

/** Whom the configuration trusts. */
export interface TrustedPlaces {
  /** Ids of the servers whose members are `members`. */
  readonly memberGuilds: ReadonlySet<string>;
  /** `discord:USER_ID`, as in `TWIN_ADMINS`. */
  readonly admins: ReadonlySet<string>;
}

/** Where somebody asks. */
export interface DiscordPlace {
  /** Nothing outside of servers. */
  readonly guildId: string | null;
  readonly userId: string;
  /** Whether it is outside of servers, but not between this person and the twin alone. */
  readonly isShared?: boolean;
}

/**
 * Who reads along at a place. A server is for everybody unless it is named, since anybody may be invited; threads and
 * private channels are no narrower than their server.
 *
 * A server's admin gets there what the server gets, in a private answer, too: whether an answer is private hangs on one
 * option of a command, and forgetting it must not tell a server what is the owner's. The owner's place is the DM.
 */
export function audienceOfPlace(
  { memberGuilds, admins }: TrustedPlaces,
  { guildId, userId, isShared = false }: DiscordPlace,
): Audience {
  if (guildId !== null) return memberGuilds.has(guildId) ? 'members' : 'public';
  return admins.has(`discord:${userId}`) && !isShared ? 'owner' : 'public';
}
