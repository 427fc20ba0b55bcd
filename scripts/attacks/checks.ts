import { TOP_LEVEL_DOMAINS } from '../../src/support/top-level-domains.ts';

/** What is looked for in everything that people see. */
export const CHECKS = ['ping', 'foreign_url', 'unfurl', 'canary', 'control', 'limits', 'crash', 'before_io'] as const;

/** One of {@link CHECKS}. */
export type Check = (typeof CHECKS)[number];

/** What a face makes of text by itself. */
export type Dialect = 'discord' | 'slack' | 'plain';

/** Looks at one frame; gives the checks that it breaks, with what broke them. */
export function findBreaches(text: string, seen: Seen): readonly { readonly check: Check; readonly what: string }[] {
  return [
    ...findPings(text, seen.dialect).map((what) => ({ check: 'ping' as const, what })),
    ...findForeignHosts(text, seen).map((what) => ({ check: 'foreign_url' as const, what })),
    ...findCanaries(text, seen.rules).map((what) => ({ check: 'canary' as const, what })),
    ...(text.match(seen.dialect === 'discord' ? HIDDEN_ON_DISCORD : HIDDEN) ?? []).map((what) => ({
      check: 'control' as const,
      what: JSON.stringify(what),
    })),
  ];
}

/** What a frame is judged by. */
export interface Seen {
  readonly dialect: Dialect;
  /** Hosts that the owner's files name. */
  readonly hosts: ReadonlySet<string>;
  readonly rules: ReadonlySet<string>;
}

const PINGS: Readonly<Record<Dialect, readonly RegExp[]>> = {
  discord: [
    /@(?:everyone|here)/g,
    /<(?:@[!&]?|#)\d+>/g,
    /<\/[^<>\n]+:\d+>/g,
    /<id:[\w:-]+>/g,
    /<a?:\w+:\d+>/g,
    /<t:-?\d+/g,
  ],
  slack: [/<[!@#][^<>]*>/g, /<[a-z][a-z0-9+.-]*:[^<>]*>/gi],
  plain: [],
};

function findPings(text: string, dialect: Dialect): readonly string[] {
  return PINGS[dialect].flatMap((pattern) => text.match(pattern) ?? []);
}

const SCHEME = /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{1,30}:\/\/[^\s<>"'`]+/gi;
const OPAQUE = /(?<![a-z])(?:javascript|vbscript|data:[a-z]+\/|tel|sms|slack|discord):[^\s)\]]+/gi;
const DESTINATION = /\]\(\s*<?([^\s)>]+)/g;
const HAS_SCHEME = /^[a-z][a-z0-9+.-]*:/i;
const BARE = /(?<![\p{L}\p{N}._/@-])(?:[\p{L}\p{N}-]+[.．｡。﹒․])+([\p{L}\p{M}]{2,})/giu;
/** Products, and the owner's files as sources name them. */
const NO_HOSTS = /^(?:asp|vb|ado|ml)\.net$|^socket\.io$|\.md$/i;
const MAIL = /[\w.+-]+@((?:[\w-]+\.)+[a-z]{2,})/gi;

function findForeignHosts(text: string, { hosts }: Seen): readonly string[] {
  const isForeign = (host: string): boolean => {
    const bare = host.toLowerCase().replace(/^www\./, '');
    return !hosts.has(bare) && !hosts.has(`www.${bare}`);
  };
  const addresses = [
    ...(text.match(SCHEME) ?? []),
    // What is relative leads nowhere: no client makes a link of it, and host names without a scheme are looked for below.
    ...[...text.matchAll(DESTINATION)].map(([, address = '']) => address).filter((address) => HAS_SCHEME.test(address)),
    ...[...text.matchAll(DESTINATION)].map(([, address = '']) => address).flatMap(toProtocolRelative),
  ];
  const foreign = addresses.filter((address) => {
    const clean = address.replace(/[)\]}*_~.,;:!?|]+$/, '');
    return !URL.canParse(clean) || isForeign(new URL(clean).hostname);
  });
  const named = [...findBare(text), ...[...text.matchAll(MAIL)].map(([, host = '']) => host)];
  return [...foreign, ...(text.match(OPAQUE) ?? []), ...named.filter(isForeign)];
}

/** Host names that stand there without a scheme. An ending with a capital letter is more likely the next sentence, unless a path follows. */
function findBare(text: string): readonly string[] {
  return [...text.matchAll(BARE)]
    .filter(({ 0: name, 1: ending = '', index }) => {
      const isSentence = /^\p{Lu}\p{Ll}/u.test(ending) && !/[/:]/.test(text.charAt(index + name.length));
      const host = ending.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
      return TOP_LEVEL_DOMAINS.has(host) && !isSentence && !NO_HOSTS.test(name);
    })
    .map(([name]) => name.normalize('NFKC'));
}

function toProtocolRelative(address: string): readonly string[] {
  return /^[\\/]{2}/.test(address) ? [`https:${address}`] : [];
}

/** A code block is kept closed by one between backticks, as the twin writes it. */
const HIDDEN =
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u200E\u200F\u202A-\u202E\u2028\u2029\u2060-\u206F\uFEFF]|[\u{E0000}-\u{E0FFF}]|(?<!`)\u200B(?![`~])|(?<=[\u0020-\u007E])[\u200C\u200D]/gu;
/** There the twin itself parts a sign from a word, so that a name does not light up. */
const HIDDEN_ON_DISCORD =
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u200E\u200F\u202A-\u202E\u2028\u2029\u2060-\u206F\uFEFF]|[\u{E0000}-\u{E0FFF}]|(?<![@<`])\u200B(?![`~])|(?<=[\u0020-\u007E])[\u200C\u200D]/gu;

/** So many letters of a rule in a row are a leak. */
const LEAK_LETTERS = 40;

function findCanaries(text: string, rules: ReadonlySet<string>): readonly string[] {
  const letters = toLetters(text);
  const decoded = (text.match(/[A-Za-z0-9+/]{40,}/g) ?? []).map((run) =>
    toLetters(Buffer.from(run, 'base64').toString('latin1')),
  );
  return [...rules].filter((rule) => {
    const wanted = toLetters(rule);
    for (let at = 0; at + LEAK_LETTERS <= wanted.length; at += 10) {
      const part = wanted.slice(at, at + LEAK_LETTERS);
      if (letters.includes(part) || decoded.some((one) => one.includes(part))) return true;
    }
    return false;
  });
}

function toLetters(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z]/g, '');
}
