import { INTERRUPTED_NOTE } from '../../../core/adapter-texts.ts';
import { UpstreamError } from '../../../core/errors.ts';
import { isTokenFault } from '../discord-error.ts';
import { MAX_MESSAGE_CHARS } from './call-buckets.ts';
import { finishTold } from './finish-told.ts';
import { parseReplyTarget } from './reply-target.ts';
import { toReplyEnding } from './reply-ending.ts';
import { retryPassing } from '../rest/retry-passing.ts';
import type { Cancellable, Clock } from '../../../core/ports.ts';
import type { JournalEntry } from '../../../core/state-store.ts';
import type { DiscordApi } from '../rest/discord-api.ts';
import type { ReplyTarget } from './reply-target.ts';
import type { ReplyEnding } from './reply-ending.ts';

const FINISH_WITHIN_MS = 60_000;
/** Whatever is followed by another message is fuller than this. */
const MIN_FULL_CHARS = 900;

/**
 * Ends what another process left: shows the ending when that is known, and a note under what stands there otherwise. What
 * really stands there counts, not what the journal knows of it: the process may have ended between the two. Needs no
 * Gateway.
 *
 * @throws {UpstreamError} the message is gone, or Discord is away
 * @throws {z.ZodError} the entry is not one of Discord's
 */
export async function finishReply(
  { api, clock }: { readonly api: DiscordApi; readonly clock: Clock },
  { target, turnId, ending: texts = [] }: JournalEntry,
): Promise<void> {
  const signal = AbortSignal.timeout(FINISH_WITHIN_MS);
  const persist: Persist = (attempt) =>
    retryPassing(() => attempt({ signal }), { clock, until: clock.now() + FINISH_WITHIN_MS, signal });
  const place = parseReplyTarget(target);
  if (place.kind === 'command' && place.isTold === true) return finishTold({ api, persist }, place, texts);
  const finish = async (now: number): Promise<void> => {
    const ending = toReplyEnding({ api, clock }, place, now);
    await (texts.length > 0 ? showAll(persist, ending, texts) : addNote(persist, ending, turnId));
  };

  try {
    await finish(clock.now());
  } catch (error) {
    if (!isTokenFault(error)) throw error;
    if (await acknowledgeLate(api, place, signal)) return;
    // The token has run out: what it wrote is reached through the channel.
    await finish(Infinity);
  }
}

/** Tries a call again while the fault is one that passes. */
export type Persist = <T>(attempt: (options: Cancellable) => Promise<T>) => Promise<T>;

/** A command that was not even acknowledged yet can be for 3 s; then Discord itself tells the person that it failed. */
async function acknowledgeLate(api: DiscordApi, place: ReplyTarget, signal: AbortSignal): Promise<boolean> {
  if (place.kind !== 'command' || place.messageIds.length > 0) return false;
  try {
    await api.reply(place.interaction, { text: INTERRUPTED_NOTE, isPrivate: place.isPrivate }, { signal });
    return true;
  } catch (error) {
    if (error instanceof UpstreamError) return false;
    throw error;
  }
}

/** From the last message that is known on: those before it are whole. A text that stands already keeps its buttons. */
async function showAll(persist: Persist, ending: ReplyEnding, texts: readonly string[]): Promise<void> {
  const { knownCount } = ending;
  const show = (id: string, text: string) => persist((options) => ending.edit(id, text, options));
  const last = knownCount === 0 ? undefined : await persist((options) => ending.find(options));
  for (let index = Math.max(0, knownCount - 1); index < texts.length; index += 1) {
    const text = texts[index] ?? '';
    // One that was sent unnoticed is found by its nonce: it still shows what it showed.
    const standing = index < knownCount ? last : await persist((options) => ending.follow(index, text, options));
    if (standing !== undefined && standing.text.trim() !== text.trim()) await show(standing.id, text);
  }
}

async function addNote(persist: Persist, ending: ReplyEnding, turnId: string): Promise<void> {
  const { id, text } = await findLast(persist, ending);
  // The footer of a whole answer, and the note of a broken one, name the turn.
  if (text.includes(INTERRUPTED_NOTE) || text.includes(turnId)) return;
  const ended = text === '' ? INTERRUPTED_NOTE : `${text.trimEnd()}\n\n${INTERRUPTED_NOTE}`;
  if (ended.length <= MAX_MESSAGE_CHARS) await persist((options) => ending.edit(id, ended, options));
  else await persist((options) => ending.follow(ending.knownCount, INTERRUPTED_NOTE, options));
}

/**
 * The last message may have been sent without the journal's knowledge, behind one that was full: where messages are found
 * by their nonce, sending the note in its place finds it.
 */
async function findLast(
  persist: Persist,
  ending: ReplyEnding,
): Promise<{ readonly id: string; readonly text: string }> {
  const last = await persist((options) => ending.find(options));
  if (!ending.isTraceable || last.text.length < MIN_FULL_CHARS) return last;
  return persist((options) => ending.follow(ending.knownCount, INTERRUPTED_NOTE, options));
}
