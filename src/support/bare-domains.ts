import { TOP_LEVEL_DOMAINS } from './top-level-domains.ts';

/** With a capital letter, and nothing behind that goes on, more likely the next sentence. */
const SENTENCE_STARTS: ReadonlySet<string> = new Set(
  'Am As At Be By De Do Es Er He Here How Id In Is It La Me My New No Now One So To Today Us You'.split(' '),
);
/** Looked at as a whole: tried from every letter on, a long one would take a long time. */
const NAME = /(?<![\p{L}\p{M}\p{N}_-])[\p{L}\p{M}\p{N}_-]+(?:\\?[.．｡。﹒․][\p{L}\p{M}\p{N}_-]+)+/gu;
const DOTS = /\\?[.．｡。﹒․]/g;
const ADDRESS_BY_NUMBER = /(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?=:\d|\/)/g;

/** Product names that end like a domain. */
const NAMES: ReadonlySet<string> = new Set(['asp.net', 'vb.net', 'ado.net', 'ml.net', 'socket.io']);

/** Every host name that stands in a text without a scheme, as clients would read one, in lower case. */
export function bareDomainsIn(text: string): readonly string[] {
  return [...text.matchAll(NAME)]
    .filter(({ 0: name, index }) => isDomain(name, toSurroundings(text, index, name)))
    .map(([name]) => toHostName(name));
}

/** Breaks the dots of every host name that `isKept` does not want, so that no client makes a link of it: `evil[.]com`. */
export function breakBareDomains(text: string, isKept: (host: string) => boolean): string {
  const toBroken = (name: string): string => (isKept(toHostName(name)) ? name : name.replaceAll(DOTS, '[.]'));
  return text
    .replace(NAME, (name, index: number) => (isDomain(name, toSurroundings(text, index, name)) ? toBroken(name) : name))
    .replace(ADDRESS_BY_NUMBER, toBroken);
}

/** What stands directly before and behind a name. */
interface Surroundings {
  readonly before: string;
  readonly behind: string;
}

function toSurroundings(text: string, index: number, name: string): Surroundings {
  return { before: text.charAt(index - 1), behind: text.charAt(index + name.length) };
}

function isDomain(name: string, { before, behind }: Surroundings): boolean {
  const last = /[^.．｡。﹒․]+$/.exec(name)?.[0] ?? '';
  // Accents and signs that choose how a letter looks are no part of an ending: clients may read on over them.
  const ending = last.normalize('NFKD').replaceAll(/\p{M}/gu, '');
  if (NAMES.has(toHostName(name))) return false;
  // Where sentences end with such a dot, the next one begins behind it.
  if (name.at(-last.length - 1) === '。' && !/^[a-z]+$/i.test(ending)) return false;
  if (SENTENCE_STARTS.has(ending) && before !== '@' && !/[/:@?#]/.test(behind)) return false;
  const host = ending.toLowerCase().normalize('NFC');
  return TOP_LEVEL_DOMAINS.has(host) || host.startsWith('xn--');
}

function toHostName(name: string): string {
  return name
    .replaceAll('\\', '')
    .replaceAll(/[｡。﹒․]/g, '.')
    .normalize('NFKC')
    .toLowerCase();
}
