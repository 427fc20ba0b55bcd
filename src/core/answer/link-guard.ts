import { findClosedLink, findOpenLink } from './open-link.ts';
import { breakBareDomains } from '../../support/bare-domains.ts';

const MARKDOWN_LINK = /!?\[([^\]\n]*)\]\(\s*<?((?:[^()\s>]|\([^()\s]*\))*)>?(?:\s[^)\n]*)?\)/g;
/** What is left of a link whose label is not on one line. */
const LINK_END = /\]\(\s*<?([^\s<>)]*)>?(?:\s[^)\n]*)?\)/g;
/** Any scheme, what clients make into a link without one, and what means something to them without slashes. */
const BARE_URL =
  /(?:[a-z][a-z0-9+.-]{0,30}:\/\/|(?<=<)[a-z][a-z0-9+.-]{1,30}:|(?<![a-z])(?:(?:mailto|tel|sms|callto|facetime|skype|sip|xmpp|javascript|vbscript|slack|discord|tg|whatsapp|intent|magnet|geo|blob):|data:[a-z]+\/|file:\/)|www\.)[^\s<>]+/gi;
/** Found from behind: each place is looked at once. */
const OPEN_RUN = /(?<=^|[\s<>])[^\s<>]*$/;
/** Ends like a word that may go on to be a host name; scripts without spaces between words do not. */
const OPEN_WORD =
  /(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}])[\p{L}\p{M}\p{N}_-]\\?[.．｡。﹒․@]?$|[.．｡﹒․][\p{L}\p{M}\p{N}_-]*$|。[a-z-]*$|\d:$/iu;
const HAS_SCHEME = /[a-z][a-z0-9+.-]{0,30}:|www\./i;
/** Ends like a scheme or an address that has just begun. */
const OPEN_SCHEME = /[a-z][a-z0-9+.-]{0,30}$|\]$/i;
const OPEN_END = /\]\([^\s()]*$/;
/** No scheme, and no part of a host name, is longer. */
const MAX_PART_CHARS = 64;
const LINK_REMOVED = '(link removed)';
/** What is longer is torn instead of being held back any further: see {@link tearLink}. */
const MAX_HELD_CHARS = 2048;
/** A longer address could be cut in two by the end of a message. */
const MAX_ADDRESS_CHARS = 500;
const MAX_NESTING = 10;

/**
 * Takes out every link whose host the owner's files do not name: a model that was talked into it can then lead
 * nobody anywhere. Links to known hosts stay; an image becomes a link, so that nothing is fetched by being shown; a
 * label that names another host than the address goes; a foreign host name that clients would make a link of by themselves is
 * broken: `evil[.]com`.
 *
 * @param hosts lower-case host names; a host also stands for its `www.`
 */
export function guardLinks(markdown: string, hosts: ReadonlySet<string>): string {
  const kept: string[] = [];
  const keep = (text: string): string => `\u0000${kept.push(text) - 1}\u0000`;
  const restore = (text: string): string =>
    text.replace(/\u0000(\d+)\u0000/g, (_whole, place: string) => restore(kept[Number(place)] ?? ''));
  const isKept = (host: string): boolean => isKnownHost(host, hosts);
  const bare = (text: string): string =>
    breakBareDomains(
      text.replace(BARE_URL, (url) => guardBareUrl(url, hosts, keep)),
      isKept,
    );
  const toLink = (_whole: string, label: string, address: string): string => {
    const shown = bare(label);
    if (!isKnown(address, hosts)) return shown;
    return keep(isMisleading(restore(shown), address) ? address : `[${restore(shown)}](${address})`);
  };

  let text = markdown;
  for (let round = 0; round < MAX_NESTING; round += 1) {
    const next = text.replace(MARKDOWN_LINK, toLink);
    if (next === text) break;
    text = next;
  }
  const ended = text.replace(LINK_END, (whole, address: string) => (isKnown(address, hosts) ? keep(whole) : ']'));
  return restore(bare(ended.replaceAll('](', '] ('))).replaceAll('![', '[');
}

/** How many characters at the end may still become a link and must wait for more text; {@link tearLink} bounds them. */
export function heldBackByLinks(markdown: string): number {
  const open = markdown.length - (findOpenLink(markdown) ?? markdown.length);
  return Math.max(open, heldBackByRun(markdown), markdown.endsWith('!') ? 1 : 0);
}

/** A link directly before it may leave its label, which may be the beginning of an address. */
function heldBackByRun(markdown: string): number {
  const start = markdown.length - (OPEN_RUN.exec(markdown)?.[0].length ?? 0);
  const closeAt = markdown.indexOf(')', start);
  const link = closeAt < 0 ? start : (findClosedLink(markdown, closeAt) ?? start);
  const run = markdown.slice(Math.min(link, start));
  return mayBecomeUrl(run) ? run.length : 0;
}

/** Asked at every character: only the end of a long run is looked at closely. */
function mayBecomeUrl(run: string): boolean {
  const end = run.slice(-MAX_PART_CHARS);
  return (
    OPEN_SCHEME.test(end) || OPEN_WORD.test(end) || OPEN_END.test(run) || (/[:.]/.test(run) && HAS_SCHEME.test(run))
  );
}

/**
 * Makes of a text that ends in a construct too long to be held back one that can never become a link with what follows: the
 * bracket that opens a label becomes another one, or a space ends what could be an address. A text that is short enough stays.
 */
export function tearLink(markdown: string): string {
  const held = heldBackByLinks(markdown);
  if (held <= MAX_HELD_CHARS) return markdown;
  const open = findOpenLink(markdown);
  if (open === undefined || markdown.length - open < held) return `${markdown} `;
  const torn = markdown.slice(open).replace(/^!?\[/, '(');
  return tearLink(markdown.slice(0, open) + torn);
}

function guardBareUrl(url: string, hosts: ReadonlySet<string>, keep: (text: string) => string): string {
  const address = url.replace(/[)\]}*_~`"'.,;:!?|]+$/, '');
  const isOwn = isKnown(/^www\./i.test(address) ? `https://${address}` : address, hosts);
  const rest = url.slice(address.length);
  return isOwn || isOwnMail(address, hosts) ? keep(address) + rest : LINK_REMOVED + rest;
}

/** Only what every client reads in the same way: no user name, no backslash, no second address inside. */
function isKnown(address: string, hosts: ReadonlySet<string>): boolean {
  if (address.length > MAX_ADDRESS_CHARS || !/^https?:\/\/[^/\\?#@%]+(?:[/?#]|$)/i.test(address)) return false;
  if (!URL.canParse(address) || address.includes('\\')) return false;
  const inner = [...address.matchAll(/[a-z][a-z0-9+.-]*:\/\/[^\s/?#]+/gi)].map(([found]) => found);
  return inner.every((found) => URL.canParse(found) && isKnownHost(new URL(found).hostname, hosts));
}

function isKnownHost(host: string, hosts: ReadonlySet<string>): boolean {
  return hosts.has(host) || hosts.has(host.replace(/^www\./, '')) || hosts.has(`www.${host}`);
}

/** An address at a host that the files name, such as the owner's own. */
function isOwnMail(address: string, hosts: ReadonlySet<string>): boolean {
  const host = /^mailto:[^@?\s]+@([^@?]+)$/i.exec(address)?.[1];
  return host !== undefined && hosts.has(host.toLowerCase());
}

function isMisleading(label: string, address: string): boolean {
  const { hostname } = new URL(address);
  const named = /(?:[\p{L}\p{N}-]+(?:\[\.\]|\.))+[\p{L}]{2,}/u.exec(label.normalize('NFKC'))?.[0].toLowerCase();
  if (named === undefined) return /:\/\//.test(label);
  return named.replaceAll('[.]', '.').replace(/^www\./, '') !== hostname.replace(/^www\./, '');
}
