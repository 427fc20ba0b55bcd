/**
 * For whom something is, from the widest to the narrowest. A place of an audience sees what is for it and for all wider
 * ones: the owner sees everything.
 */
export const AUDIENCES = ['public', 'members', 'owner'] as const;

/** For whom a chunk is, or who is at a place. */
export type Audience = (typeof AUDIENCES)[number];

/** The audiences whose chunks a place may show. */
export function audiencesSeenBy(place: Audience): readonly Audience[] {
  return AUDIENCES.slice(0, AUDIENCES.indexOf(place) + 1);
}

/** Whether a place may show what is for `audience`. */
export function isSeenBy(place: Audience, audience: Audience): boolean {
  return AUDIENCES.indexOf(audience) <= AUDIENCES.indexOf(place);
}
