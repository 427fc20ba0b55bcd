import { bareDomainsIn } from '../../support/bare-domains.ts';
import { isSeenBy } from '../audience.ts';
import type { Chunk } from './chunk.ts';

const ADDRESS = /https?:\/\/[^\s<>"'`)\]}|\\^]+/giu;

/** As {@link toHosts}, of what everybody may see: a link that stays must not tell where the owner's other files lead. */
export function toPublicHosts(chunks: readonly Chunk[]): string[] {
  return toHosts(chunks.filter(({ audience }) => isSeenBy('public', audience)));
}

/** Host names, in lower case and sorted, that these chunks link to over HTTP or name in their text. */
export function toHosts(chunks: readonly Chunk[]): string[] {
  const addresses = chunks.flatMap(({ text, link }) =>
    [...text.matchAll(ADDRESS)].map(([address]) => address.replace(/[.,;:!?*_]+$/, '')).concat(link ?? []),
  );
  const hosts = addresses
    .filter((address) => URL.canParse(address))
    .map((address) => new URL(address).hostname.toLowerCase());
  const named = chunks.flatMap(({ text, title }) => bareDomainsIn(`${title}\n${text}`));
  return [...new Set([...hosts, ...named])].filter((host) => host !== '').sort();
}
