import { AUDIENCES, audiencesSeenBy } from '../../core/audience.ts';
import type { ChunkFilter } from '../../core/ports.ts';

/**
 * A filter in the words of the service, or nothing where everything may come back. What another program wrote has no
 * audience, and is for everybody.
 *
 * @see https://upstash.com/docs/vector/features/filtering
 */
export function toUpstashFilter({ audience, tags }: ChunkFilter): string | undefined {
  const seen = audiencesSeenBy(audience);
  const parts: string[] = [];
  if (seen.length < AUDIENCES.length) {
    parts.push(`(audience IN (${seen.map(toLiteral).join(', ')}) OR HAS NOT FIELD audience)`);
  }
  // A tag that no literal can hold is left to the check of what comes back.
  const sayable = tags?.filter((tag) => !/["'\\]/.test(tag)) ?? [];
  if (tags !== undefined && sayable.length === tags.length && tags.length > 0) {
    parts.push(`(${sayable.map((tag) => `tags CONTAINS ${toLiteral(tag)}`).join(' OR ')})`);
  }
  return parts.length === 0 ? undefined : parts.join(' AND ');
}

function toLiteral(text: string): string {
  return `'${text}'`;
}
