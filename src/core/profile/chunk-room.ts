import { tidy } from './phrasing.ts';
import { countTokens, MAX_CHUNK_TOKENS } from './text-size.ts';

const MAX_TITLE_TOKENS = 90;
const MAX_HINT_TOKENS = 170;
const MAX_TAGS = 40;
/** What is longer is no keyword. */
export const MAX_TAG_CHARS = 80;

/** How many tokens are left for the text of a chunk with these breadcrumbs and hints; at least 250. */
export function roomBeside(crumbs: readonly string[], hints: string): number {
  return MAX_CHUNK_TOKENS - countTokens(toTitle(crumbs)) - countTokens(hints);
}

/** Breadcrumbs in one line. Where they are too long, the outermost and as many of the innermost stay as there is place for. */
export function toTitle(crumbs: readonly string[]): string {
  const [first = '', ...rest] = crumbs;
  const title = crumbs.join(' > ');
  if (countTokens(title) <= MAX_TITLE_TOKENS) return title;
  if (rest.length > 1)
    return toTitle([first, ...(rest[0] === '…' ? ['…', ...rest.slice(2)] : ['…', ...rest.slice(1)])]);
  return toTitle(crumbs.map((crumb) => halve(crumb)));
}

/** Search words, parted by commas, each once: the first ones, as many as leave room for the text. */
export function toHints(words: Iterable<string>): string {
  let hints = '';
  let tokens = 0;
  const seen = new Set(['']);
  for (const word of words) {
    if (seen.has(word)) continue;
    seen.add(word);
    tokens += countTokens(word) + 1;
    if (tokens > MAX_HINT_TOKENS) break;
    hints += hints === '' ? word : `, ${word}`;
  }
  return hints;
}

/** The owner's keywords in lower case, each once: as many and as long as a person would write. */
export function toTags(tags: readonly string[]): string[] {
  const tidied = tags.slice(0, MAX_TAGS * 2).map((tag) => tidy(tag).toLowerCase());
  const kept = tidied.filter((tag) => tag !== '' && tag.length <= MAX_TAG_CHARS);
  return [...new Set(kept)].slice(0, MAX_TAGS);
}

function halve(crumb: string): string {
  const chars = Array.from(crumb);
  return `${chars.slice(0, Math.floor(chars.length / 2)).join('')}…`;
}
