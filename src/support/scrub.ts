/** What stands where a secret stood. */
const SCRUBBED = '[redacted]';

/** Shorter values are no secrets, but stand-ins such as `ollama`, and would blot out plain words. */
const MIN_SECRET_CHARS = 8;
/** A line of `.env` that was only begun: there is nothing in it to hide. */
const BARE_SCHEME = /^[a-z][a-z\d+.-]*:\/+$/i;

/**
 * Shapes of credentials. None crosses a quote or a backslash, so that a line of JSON stays one.
 *
 * @see https://docs.slack.dev/authentication/tokens
 * @see https://docs.discord.com/developers/reference#authentication
 */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  // Slack: bot, app-level, user, refresh and workflow tokens.
  [/\bx(?:app|wfp|ox[a-z](?:\.xox[a-z])?)-[\w-]+/g, SCRUBBED],
  // Slack: response addresses, incoming webhooks and Socket Mode tickets.
  [/(hooks\.slack\.com\/\w+\/)[^\s"'\\<>]+/g, `$1${SCRUBBED}`],
  // Discord: the bot token, and the token of an interaction or webhook in an address.
  [/\b[\w-]{23,30}\.[\w-]{6}\.[\w-]{27,}/g, SCRUBBED],
  [/(\/(?:webhooks|interactions)\/\d+\/)[^\s"'\\/?#<>]+/g, `$1${SCRUBBED}`],
  // Groq, and what OpenAI-compatible servers hand out.
  [/\bgsk_\w+/g, SCRUBBED],
  [/\bsk-[\w-]{16,}/g, SCRUBBED],
  [/\b(Bearer|Basic) +[\w.~+/=-]{8,}/gi, `$1 ${SCRUBBED}`],
  // Any address with a password, and the usual names of secret parameters.
  [/\b([a-z][a-z\d+.-]*:\/\/)[^\s"'\\/@]*:[^\s"'\\/@]+@/gi, `$1${SCRUBBED}@`],
  [/([?&](?:access_token|api_key|apikey|key|password|secret|ticket|token)=)[^\s"'\\&#<>]+/gi, `$1${SCRUBBED}`],
];

/**
 * Gives a function that takes out what looks like a credential, and every one of `secrets` whatever it looks like,
 * also where it stands inside JSON or an address.
 */
export function createScrubber(secrets: readonly string[]): (text: string) => string {
  const known = [...new Set(secrets.filter(isSecret).flatMap(toSpellings))]
    // A secret that is a part of another must not spoil the longer one.
    .toSorted((a, b) => b.length - a.length);

  return (text) => {
    const withoutKnown = known.reduce((rest, secret) => rest.replaceAll(secret, SCRUBBED), text);
    return SHAPES.reduce((rest, [shape, replacement]) => rest.replaceAll(shape, replacement), withoutKnown);
  };
}

function isSecret(value: string): boolean {
  return value.length >= MIN_SECRET_CHARS && !BARE_SCHEME.test(value);
}

function toSpellings(secret: string): readonly string[] {
  return [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
}
