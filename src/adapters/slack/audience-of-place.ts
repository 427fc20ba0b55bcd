import type { Audience } from '../../core/audience.ts';

/** Where somebody asks. */
export interface SlackPlace {
  readonly user: string;
  /** Whether it is a direct message, which nobody else reads. */
  readonly isDirect: boolean;
  /** Whether people of other organisations are there, or who asks is one of them. */
  readonly isExternal: boolean;
}

/**
 * Who reads along at a place: the workspace's members, unless it is shared with another organisation (Slack Connect).
 * In a channel an admin is a member like all others, since everybody there reads the answer.
 *
 * @param admins `slack:USER_ID`, as in `TWIN_ADMINS`
 */
export function audienceOfPlace(admins: ReadonlySet<string>, { user, isDirect, isExternal }: SlackPlace): Audience {
  if (isExternal) return 'public';
  return isDirect && admins.has(`slack:${user}`) ? 'owner' : 'members';
}
