import { InputError, NotAllowedError, RateLimitedError, UpstreamError } from '../errors.ts';
import type { Service, UpstreamKind } from '../errors.ts';
import type { Persona } from '../profile/chunk.ts';
import type { TurnId } from '../turn.ts';
import type { Ungrounded } from './grounding.ts';

/**
 * The calm sentence for whatever went wrong: what happened, what to do, and the id to quote. Never a stack, an address
 * or a token; the log has those.
 */
export function toUserMessage(error: unknown, turnId?: TurnId): string {
  if (error instanceof InputError) return [error.message, error.details].filter((part) => part !== '').join('\n');
  if (error instanceof NotAllowedError) return error.message;
  if (error instanceof RateLimitedError) return toLimitMessage(error);
  const quoted = turnId === undefined ? '' : ` If you report this, quote \`${turnId}\`.`;
  if (error instanceof UpstreamError) return toUpstreamMessage(error) + quoted;
  return `Something went wrong on my side. Please ask again in a moment.${quoted}`;
}

/** Says a waiting time as people do: `about 40 seconds`, `about 5 minutes`. */
export function toWaitingTime(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  if (seconds < 90) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90 ? `about ${minutes} minutes` : `about ${Math.ceil(minutes / 60)} hours`;
}

/** Says that the files do not tell, and what can be asked instead. `sentence` is the generator's own, if it wrote one. */
export function toUnknownText(persona: Persona, sentence = ''): string {
  const opening = sentence === '' ? "I don't know: my files do not say." : '';
  const examples = toExamples(persona);
  return examples === '' ? opening : `${opening}\n\n${examples}`;
}

/** A few questions that the twin can answer, to offer to people; empty when the owner gave none. */
export function toExamples({ suggestions }: Persona): string {
  const examples = suggestions.slice(0, 3).map((suggestion) => `- ${suggestion}`);
  return examples.length === 0 ? '' : `You can ask me, for example:\n${examples.join('\n')}`;
}

/** Stands under text that stopped in the middle. */
export function toCutNote(turnId: TurnId): string {
  return `\n\n_The answer was cut off here. What stands above is as far as it came; please ask again. (${turnId})_`;
}

/** Stands under text that stopped because the process ends. */
export function toShutdownNote(turnId: TurnId): string {
  return `_I am being restarted and had to stop here. Please ask again in a minute. (${turnId})_`;
}

/** Stands under text that a person stopped. */
export const STOPPED_NOTE = '_Stopped here on request._';

/** More than so many ungrounded items are counted, not named. */
const MAX_NAMED = 5;
/** What is longer is no name any more, but a part of the answer. */
const MAX_QUOTE_CHARS = 60;

/** Stands under an answer that says what its passages do not, in words of the model: its links are to be guarded like those. */
export function toUngroundedNote(ungrounded: readonly Ungrounded[]): string {
  const miscited = ungrounded.filter(({ kind }) => kind === 'citation');
  const missing = ungrounded.filter(({ kind }) => kind !== 'citation');
  const sentences = [
    ...(missing.length === 0
      ? []
      : [`Not found in the files: ${toNamed(missing)}. Please check it before relying on it.`]),
    ...(miscited.length === 0 ? [] : [`Not in the sources cited for it: ${toNamed(miscited)}.`]),
  ];
  return `\n\n_${sentences.join(' ')}_`;
}

/** As plain text: nothing in it may end the emphasis. */
function toNamed(items: readonly Ungrounded[]): string {
  const named = items.slice(0, MAX_NAMED).map(({ text }) => `“${toQuote(text)}”`);
  const more = items.length - named.length;
  return named.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function toQuote(text: string): string {
  const plain = text.replaceAll(/[*_`~[\]<>|\\]/g, ' ').trim();
  return plain.length <= MAX_QUOTE_CHARS ? plain : `${plain.slice(0, MAX_QUOTE_CHARS).trim()}…`;
}

/** Stands under an answer whose passages came from a copy of the index. */
export const COPY_NOTE =
  '\n\n_My index cannot be reached right now, so I searched a copy of my files. Ask again later for a better answer._';

/** Introduces passages that are quoted because no model could be asked. */
export function toDegradedLead(error: unknown): string {
  const why =
    error instanceof UpstreamError && error.kind === 'rate_limited'
      ? 'My language model is busy right now'
      : 'My language model is not available right now';
  return `_${why}, so I quote my files instead of answering in my own words._\n\n`;
}

/** Stands where a model began to repeat its instructions. */
export const ECHO_REFUSED = 'I do not repeat my instructions. Ask me something about the person behind my files.';

/** Introduces passages that are quoted because the day's tokens are spent. */
export const BUDGET_LEAD =
  '_My budget for the language model is used up for today (it starts anew at midnight UTC), so I quote my files instead._\n\n';

function toLimitMessage({ scope, retryAfterMs }: RateLimitedError): string {
  const when = toWaitingTime(retryAfterMs);
  switch (scope) {
    case 'user':
      return `You have asked as much as I can answer for now. Please come back in ${when}.`;
    case 'place':
      return `This channel has asked as much as I can answer for now. Please try again in ${when}, or write to me directly.`;
    case 'global':
    case 'busy':
      return `Many people are asking me at once. Please try again in ${when}.`;
  }
}

function toUpstreamMessage({ kind, service, retryAfterMs }: UpstreamError): string {
  const what = SERVICE_NAMES[service];
  if (kind === 'rate_limited') {
    return `${what} is busy. Please try again in ${toWaitingTime(retryAfterMs ?? 30_000)}.`;
  }
  return `${what} ${KIND_SENTENCES[kind]}`;
}

const SERVICE_NAMES: Readonly<Record<Service, string>> = {
  groq: 'My language model',
  llm: 'My language model',
  upstash: 'My memory of the files',
  discord: 'Discord',
  slack: 'Slack',
  redis: 'My notebook',
};

const KIND_SENTENCES: Readonly<Record<Exclude<UpstreamKind, 'rate_limited'>, string>> = {
  timeout: 'takes too long to answer. Please ask again in a moment.',
  unavailable: 'cannot be reached right now. Please ask again in a moment.',
  auth: 'is not set up correctly. My owner has been told in the log.',
  not_found: 'is not set up correctly. My owner has been told in the log.',
  bad_response: 'gave an answer that I could not use. Please ask again in a moment.',
};
