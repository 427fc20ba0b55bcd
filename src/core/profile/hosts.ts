import { isSeenBy } from '../audience.ts';
import type { Chunk } from './chunk.ts';

const ADDRESS = /https?:\/\/[^\s<>"'`)\]}|\\^]+/giu;

/** As {@link toHosts}, of what everybody may see: a link that stays must not tell where the owner's other files lead. */
export function toPublicHosts(chunks: readonly Chunk[]): string[] {
  return toHosts(chunks.filter(({ audience }) => isSeenBy('public', audience)));
}

/** Host names, in lower case and sorted, that these chunks link to over HTTP, in their text or as their link. */
export function toHosts(chunks: readonly Chunk[]): string[] {
  const addresses = chunks.flatMap(({ text, link }) =>
    [...text.matchAll(ADDRESS)].map(([address]) => address.replace(/[.,;:!?*_]+$/, '')).concat(link ?? []),
  );
  const hosts = addresses
    .filter((address) => URL.canParse(address))
    .map((address) => new URL(address).hostname.toLowerCase());
  return [...new Set(hosts)].filter((host) => host !== '').sort();
}
