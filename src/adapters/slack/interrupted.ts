import { z } from 'zod';
import { INTERRUPTED_NOTE } from '../../core/adapter-texts.ts';
import type { Clock } from '../../core/ports.ts';
import type { JournalEntry } from '../../core/state-store.ts';
import type { PaneCalls } from './pane-calls.ts';
import { createResponder } from './responder.ts';
import type { Posted, Reply, SlackCalls, Thread } from './slack-calls.ts';
import { isRefused, slackCodeOf } from './slack-error.ts';

const threadTarget = z.object({
  kind: z.literal('thread'),
  channel: z.string(),
  threadTs: z.string(),
  /** The last message; nothing while the journal knows of none. */
  ts: z.string().nullable(),
  /** Which of the messages that is, from 0. */
  index: z.number().default(0),
  /** Whatever the twin wrote for this came after this message. */
  since: z.string().optional(),
});
const targetSchema = z.discriminatedUnion('kind', [
  threadTarget,
  z.object({
    kind: z.literal('private'),
    responseUrl: z.url(),
    /** Whether a text that only asks for patience, or a part of the answer, stands there. */
    isReplacing: z.boolean().default(false),
  }),
  /** The direct message with somebody, in which nothing stands yet. */
  z.object({ kind: z.literal('direct'), user: z.string() }),
]);
const FINISH_WITHIN_MS = 20_000;
const TIDY_WITHIN_MS = 2_000;

/** What is needed to end what another process left. */
export interface FinishOptions {
  readonly calls: SlackCalls;
  readonly pane: PaneCalls;
  readonly clock: Clock;
}

/**
 * Ends what another process left: shows the ending when that is known, and a note under what stands there otherwise. An
 * answer that turns out to be whole is left alone: the process may have ended between showing it and saying so.
 *
 * @throws {UpstreamError} Slack does not take it
 */
export async function finishInterrupted(options: FinishOptions, entry: JournalEntry): Promise<void> {
  const { calls, pane, clock } = options;
  const { shownText, turnId, ending = [] } = entry;
  const place = targetSchema.parse(entry.target);
  const signal = AbortSignal.timeout(FINISH_WITHIN_MS);
  // The footer of a whole answer, and the note of a broken one, name the turn.
  if (shownText.includes(turnId)) return;
  const note = shownText.trim() === '' ? INTERRUPTED_NOTE : `${shownText}\n\n${INTERRUPTED_NOTE}`;

  if (place.kind === 'private') {
    const responder = createResponder({ url: place.responseUrl, clock });
    for (const [index, text] of (ending.length > 0 ? ending : [note]).entries()) {
      await responder.respond(text, { isReplacing: index === 0 && place.isReplacing, signal });
    }
    return;
  }
  if (place.kind === 'direct') {
    await calls.post({ channel: place.user }, note, signal);
    return;
  }
  const { channel, threadTs, index } = place;
  const standing = await findLast(calls, place, entry, signal);
  if (standing !== undefined) await stopStream(calls, { channel, ts: standing.ts }, signal);
  if (standing?.text.includes(turnId) !== true) {
    const [first = INTERRUPTED_NOTE, ...rest] =
      ending.length > 0 ? ending.slice(standing === undefined ? 0 : index) : [note];
    const isShown = standing !== undefined && (await rewrites(calls, { channel, ts: standing.ts }, first, signal));
    for (const text of isShown ? rest : [first, ...rest]) await calls.post({ channel, threadTs }, text, signal);
  }
  await tidy(pane, place);
}

type ThreadTarget = z.infer<typeof threadTarget>;
type Standing = Pick<Reply, 'ts' | 'text'>;

/**
 * The last message that the twin wrote. Where the journal knows of none, one may have been sent unnoticed: it is looked for
 * where the app may read, which is in direct messages. In channels that needs a scope that it does not ask for; a stream
 * that began unnoticed there is closed by Slack itself, after some minutes.
 */
async function findLast(
  calls: SlackCalls,
  { channel, threadTs, ts, since }: ThreadTarget,
  { user }: JournalEntry,
  signal: AbortSignal,
): Promise<Standing | undefined> {
  const replies = await readReplies(calls, { channel, threadTs }, signal);
  if (ts !== null) return { ts, text: replies.find((reply) => reply.ts === ts)?.text ?? '' };
  if (since === undefined) return undefined;
  const isOwn = (reply: Reply): boolean => !user.endsWith(`:${reply.user}`) && Number(reply.ts) > Number(since);
  const [only, ...others] = replies.filter(isOwn);
  // Of several nobody can tell which was for this question.
  return others.length === 0 ? only : undefined;
}

async function readReplies(calls: SlackCalls, thread: Thread, signal: AbortSignal): Promise<readonly Reply[]> {
  try {
    return await calls.replies(thread, signal);
  } catch {
    signal.throwIfAborted();
    return [];
  }
}

/** A message that is no stream, or no longer, needs no stopping. */
async function stopStream(calls: SlackCalls, message: Posted, signal: AbortSignal): Promise<void> {
  try {
    await calls.stopStream(message, '', signal);
  } catch (error) {
    if (slackCodeOf(error) === undefined) throw error;
  }
}

/** One that is not the twin's, or is gone, cannot be: then the text has to be posted. */
async function rewrites(calls: SlackCalls, message: Posted, text: string, signal: AbortSignal): Promise<boolean> {
  try {
    await calls.update(message, text, signal);
    return true;
  } catch (error) {
    if (!isRefused(error)) throw error;
    return false;
  }
}

/** No line says any more that an answer is being written; where there is none, there is nothing to take back. */
async function tidy(pane: PaneCalls, { channel, threadTs }: Thread): Promise<void> {
  await pane.setStatus({ channel, threadTs }, '', AbortSignal.timeout(TIDY_WITHIN_MS)).catch(() => undefined);
}
