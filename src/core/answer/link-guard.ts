const MARKDOWN_LINK = /!?\[([^\]\n]*)\]\(\s*<?((?:[^()\s>]|\([^()\s]*\))*)>?[^)\n]*\)/g;
/** Any scheme, and what clients make into a link without one. */
const BARE_URL = /(?:[a-z][a-z0-9+.-]{1,30}:\/\/|mailto:|tel:|www\.)[^\s<>]+/gi;
const OPEN_LINK = /!?\[[^\]\n]*(?:\](?:\([^)\n]*)?)?$/;
const OPEN_URL = /[^\s<>]*$/;
const LINK_REMOVED = '(link removed)';
/** A construct that is longer than this is not held back any further. */
const MAX_HELD_CHARS = 2048;

/**
 * Takes out every link whose host the owner's files do not name: a model that was talked into it can then lead
 * nobody anywhere. Links to known hosts stay; an image becomes a link, so that nothing is fetched by being shown; a
 * label that names another host than the address goes.
 *
 * @param hosts lower-case host names; a host also stands for its `www.`
 */
export function guardLinks(markdown: string, hosts: ReadonlySet<string>): string {
  const kept: string[] = [];
  const withPlaces = markdown.replace(MARKDOWN_LINK, (_whole, label: string, address: string) => {
    if (!isKnown(address, hosts)) return label;
    kept.push(isMisleading(label, address) ? address : `[${label}](${address})`);
    return `\u0000${kept.length - 1}\u0000`;
  });
  return withPlaces
    .replace(BARE_URL, (url) => guardBareUrl(url, hosts))
    .replace(/\u0000(\d+)\u0000/g, (_whole, place: string) => kept[Number(place)] ?? '');
}

/** How many characters at the end may still become a link and must wait for more text. */
export function heldBackByLinks(markdown: string): number {
  const open = OPEN_LINK.exec(markdown)?.[0].length ?? 0;
  const run = OPEN_URL.exec(markdown)?.[0] ?? '';
  const mayBeUrl = /[a-z][a-z0-9+.-]*:|www\.|[a-z][a-z0-9+.-]{0,30}$/i.test(run);
  const held = Math.max(open, mayBeUrl ? run.length : 0, markdown.endsWith('!') ? 1 : 0);
  return held > MAX_HELD_CHARS ? 0 : held;
}

function guardBareUrl(url: string, hosts: ReadonlySet<string>): string {
  const address = url.replace(/[)\]}*_~`"'.,;:!?|]+$/, '');
  const isOwn = isKnown(/^www\./i.test(address) ? `https://${address}` : address, hosts);
  return isOwn || isOwnMail(address, hosts) ? url : LINK_REMOVED + url.slice(address.length);
}

function isKnown(address: string, hosts: ReadonlySet<string>): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, username } = new URL(address);
  if (username !== '' || (protocol !== 'https:' && protocol !== 'http:')) return false;
  return hosts.has(hostname) || hosts.has(hostname.replace(/^www\./, '')) || hosts.has(`www.${hostname}`);
}

/** An address at a host that the files name, such as the owner's own. */
function isOwnMail(address: string, hosts: ReadonlySet<string>): boolean {
  const host = /^mailto:[^@?]+@([^@?]+)$/i.exec(address)?.[1];
  return host !== undefined && hosts.has(host.toLowerCase());
}

function isMisleading(label: string, address: string): boolean {
  const named = /(?:[a-z0-9-]+\.)+[a-z]{2,}/i.exec(label)?.[0].toLowerCase();
  if (named === undefined) return false;
  const hostname = new URL(address).hostname;
  return named.replace(/^www\./, '') !== hostname.replace(/^www\./, '');
}
