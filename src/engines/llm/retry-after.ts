/** Groq says it in words too: `Please try again in 1m2.5s`, `… in 350ms`. */
const IN_WORDS = /try again in (?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?)(ms|s))?/i;

/**
 * How long a server asks to wait, in milliseconds: from `retry-after-ms`, from `retry-after` (seconds or a date), or
 * from the wording of the error; nothing when it does not say.
 *
 * @param now epoch ms
 */
export function toRetryAfterMs(headers: Headers, message: string, now: number): number | undefined {
  const inMs = toNumber(headers.get('retry-after-ms'));
  if (inMs !== undefined) return inMs;
  const header = headers.get('retry-after');
  const inSeconds = toNumber(header);
  if (inSeconds !== undefined) return inSeconds * 1000;
  const date = Date.parse(header ?? '');
  return Number.isNaN(date) ? fromWords(message) : Math.max(0, date - now);
}

function fromWords(message: string): number | undefined {
  const [, hours, minutes, rest, unit] = IN_WORDS.exec(message) ?? [];
  if (hours === undefined && minutes === undefined && rest === undefined) return undefined;
  const restMs = Number(rest ?? 0) * (unit === 'ms' ? 1 : 1000);
  return Number(hours ?? 0) * 3_600_000 + Number(minutes ?? 0) * 60_000 + restMs;
}

function toNumber(text: string | null): number | undefined {
  return text !== null && /^\d+(?:\.\d+)?$/.test(text.trim()) ? Number(text) : undefined;
}
