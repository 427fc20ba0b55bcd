import { createHash } from 'node:crypto';
import type { Chunk } from './chunk.ts';
import { toChunk } from './chunk-id.ts';
import { toTags, toTitle } from './chunk-room.ts';
import { checkDraftCount } from './draft.ts';
import type { Draft } from './draft.ts';
import { tidy } from './phrasing.ts';

const MAX_NAME_CHARS = 60;
const MAX_PLACE_CHARS = 160;

/**
 * Gives the drafts of one source, one after the other, their keys and ids. A key is made of names, not of positions, so that
 * an entry that is put in before others leaves theirs alone; only where names clash does a number tell them apart.
 *
 * @throws {Error} from the returned function: too many drafts
 */
export function createChunkMaker(source: string): (draft: Draft) => Chunk {
  const uses = new Map<string, number>();
  let count = 0;
  return ({ place, crumbs, text, hints, link, audience, tags, date }) => {
    checkDraftCount(++count);
    const key = unique(toKey(source, place), uses);
    const title = tidy(toTitle(crumbs)).replace(/\s+/gu, ' ');
    return toChunk({
      key,
      source,
      title,
      text: tidy(text),
      hints: tidy(hints),
      ...(link === undefined ? {} : { link }),
      ...(date === undefined ? {} : { date }),
      audience: audience ?? 'public',
      tags: toTags(tags ?? []),
    });
  };
}

function toKey(source: string, place: readonly string[]): string {
  const whole = place.map(toSlug).join('/');
  if (whole === '') return source;
  if (whole.length <= MAX_PLACE_CHARS) return `${source}#${whole}`;
  const hash = createHash('sha256').update(whole).digest('hex').slice(0, 8);
  return `${source}#${whole.slice(0, MAX_PLACE_CHARS).replace(/[\uD800-\uDBFF]$/, '')}-${hash}`;
}

function toSlug(name: string): string {
  const slug = name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  return Array.from(slug).slice(0, MAX_NAME_CHARS).join('').replace(/-$/, '') || 'entry';
}

function unique(key: string, uses: Map<string, number>): string {
  const count = (uses.get(key) ?? 0) + 1;
  uses.set(key, count);
  if (count === 1) return key;
  const numbered = `${key}~${count}`;
  return uses.has(numbered) ? unique(numbered, uses) : numbered;
}
