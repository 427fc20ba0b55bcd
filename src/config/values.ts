import type { Invalid } from './variables.ts';

type Parsed<Value> = { readonly value: Value } | Invalid;

/** So many in so much time. */
export interface RateLimit {
  readonly maxCount: number;
  readonly windowMs: number;
}

/** The levels of the log, loudest last. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** From which level on lines are logged. */
export type LogLevel = (typeof LOG_LEVELS)[number];

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };
/** Timers do not reach much further than 24 days; a day is as long as any window makes sense. */
const MAX_WINDOW_MS = 24 * 3_600_000;

/** Reads `5/60s`, `30/10m`, `100/1h`: at least one, in a window of a second up to a day. */
export function parseRateLimit(text: string): Parsed<RateLimit> {
  const [, count, length, unit = ''] = /^(\d+) ?\/ ?(\d+) ?([smh])$/.exec(text) ?? [];
  const limit = { maxCount: Number(count), windowMs: Number(length) * (UNIT_MS[unit] ?? 0) };
  if (!Number.isSafeInteger(limit.maxCount) || Number.isNaN(limit.windowMs)) {
    return { problem: `'${text}' is no limit: write it as count/window with s, m or h, such as 5/60s.` };
  }
  if (limit.maxCount < 1) return { problem: `'${text}' allows nothing: begin with a count of at least 1.` };
  if (limit.windowMs < 1000 || limit.windowMs > MAX_WINDOW_MS) {
    return { problem: `'${text}' has no possible window: give it from 1s to 24h.` };
  }
  return { value: limit };
}

/** Reads `true` or `false`. */
export function parseSwitch(text: string): Parsed<boolean> {
  const word = text.toLowerCase();
  if (word === 'true' || word === 'false') return { value: word === 'true' };
  return { problem: `'${text}' is no switch: write true or false.` };
}

/** Reads `on` or `off`. */
export function parseOnOff(text: string): Parsed<boolean> {
  const word = text.toLowerCase();
  if (word === 'on' || word === 'off') return { value: word === 'on' };
  return { problem: `'${text}' is neither: write on or off.` };
}

/** Reads a port number; 0 lets the system choose. */
export function parsePort(text: string): Parsed<number> {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return { value: port };
  return { problem: `'${text}' is no port: give a whole number from 0 to 65535.` };
}

/** Reads a name or address to listen on. */
export function parseHost(text: string): Parsed<string> {
  if (/^[\w.:%-]+$/.test(text)) return { value: text };
  return { problem: 'is no host: give a name or an address alone, such as 127.0.0.1, without http:// and brackets.' };
}

/** Reads a number of tokens; 0 means no limit. */
export function parseBudget(text: string): Parsed<number> {
  const tokens = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(tokens)) return { value: tokens };
  return { problem: `'${text}' is no budget: give a whole number of tokens, or 0 for no limit.` };
}

/** Reads a level, whatever its case. */
export function parseLogLevel(text: string): Parsed<LogLevel> {
  const level = LOG_LEVELS.find((name) => name === text.toLowerCase());
  return level === undefined
    ? { problem: `'${text}' is no level: choose one of ${LOG_LEVELS.join(', ')}.` }
    : { value: level };
}

/** Reads an address with one of these protocols, and gives it without a slash at its end. */
export function parseUrl(protocols: readonly string[]): (text: string) => Parsed<string> {
  const wanted = protocols.map((protocol) => `${protocol}://`).join(' or ');
  return (text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    // The value is not shown: tokens are pasted into the wrong line now and then.
    if (url === undefined || url.host === '' || !protocols.includes(url.protocol.slice(0, -1))) {
      return { problem: `is no address: give the whole of it, beginning with ${wanted}.` };
    }
    return { value: text.replace(/\/+$/, '') };
  };
}

/** Reads an address of the web. */
export const parseWebUrl = parseUrl(['https', 'http']);

/** Reads a comma list without empty entries. */
export function parseList(text: string): readonly string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/** Reads a comma list that must have an entry. */
export function parseModels(text: string): Parsed<readonly string[]> {
  const models = parseList(text);
  return models.length > 0 ? { value: models } : { problem: 'names no model: give one, or a comma list, best first.' };
}

/** Reads the id of a Discord server. */
export function parseGuildId(text: string): Parsed<string> {
  if (/^\d+$/.test(text)) return { value: text };
  return { problem: `'${text}' is no server id: it has digits only (in Discord: Developer Mode, Copy Server ID).` };
}

/** Reads a comma list of ids of Discord servers; the first entry that is none is named. */
export function parseGuildIds(text: string): Parsed<ReadonlySet<string>> {
  const ids = parseList(text);
  const wrong = ids.find((id) => !/^\d+$/.test(id));
  return wrong === undefined
    ? { value: new Set(ids) }
    : { problem: `'${wrong}' is no server id: write a comma list of ids, which have digits only.` };
}

/** Whether an entry of `TWIN_ADMINS` names a person by platform and id. */
export function isAdmin(entry: string): boolean {
  return /^(discord:\d+|slack:\w+)$/.test(entry);
}
