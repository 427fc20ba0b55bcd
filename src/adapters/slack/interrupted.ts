import { z } from 'zod';
import { INTERRUPTED_NOTE } from '../../core/adapter-texts.ts';
import type { Clock } from '../../core/ports.ts';
import type { JournalEntry } from '../../core/state-store.ts';
import { createResponder } from './responder.ts';
import type { Posted, SlackCalls, Thread } from './slack-calls.ts';
import { slackCodeOf } from './slack-error.ts';

const targetSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('thread'), channel: z.string(), threadTs: z.string(), ts: z.string().nullable() }),
  z.object({ kind: z.literal('private'), responseUrl: z.url() }),
]);
const FINISH_WITHIN_MS = 20_000;

/**
 * Ends the message that an earlier process left half written: its text stays and a note is put under it. One that turns
 * out to be whole is left alone: the process may have ended between showing it and saying so.
 *
 * @throws {UpstreamError} Slack does not take it
 */
export async function finishInterrupted(
  { calls, clock }: { readonly calls: SlackCalls; readonly clock: Clock },
  { target, shownText, turnId }: JournalEntry,
): Promise<void> {
  const place = targetSchema.parse(target);
  // The footer of a whole answer, and the note of a broken one, name the turn.
  if (shownText.includes(turnId)) return;
  const signal = AbortSignal.timeout(FINISH_WITHIN_MS);
  const text = shownText.trim() === '' ? INTERRUPTED_NOTE : `${shownText}\n\n${INTERRUPTED_NOTE}`;
  if (place.kind === 'private') {
    await createResponder({ url: place.responseUrl, clock }).respond(text, { isReplacing: true, signal });
    return;
  }
  const { channel, threadTs, ts } = place;
  if (ts === null) {
    await calls.post({ channel, threadTs }, text, signal);
    return;
  }
  if ((await readText(calls, { channel, threadTs, ts }, signal)).includes(turnId)) return;
  await stopIfStreaming(calls, { channel, ts }, signal);
  await calls.update({ channel, ts }, text, signal);
}

/** What stands in a message; nothing where that cannot be read, as in channels. */
async function readText(calls: SlackCalls, message: Thread & Posted, signal: AbortSignal): Promise<string> {
  try {
    const replies = await calls.replies(message, signal);
    return replies.find(({ ts }) => ts === message.ts)?.text ?? '';
  } catch {
    signal.throwIfAborted();
    return '';
  }
}

/** A message that is no stream, or no longer, needs no stopping. */
async function stopIfStreaming(
  calls: SlackCalls,
  message: { channel: string; ts: string },
  signal: AbortSignal,
): Promise<void> {
  try {
    await calls.stopStream(message, '', signal);
  } catch (error) {
    if (slackCodeOf(error) === undefined) throw error;
  }
}
