import { z } from 'zod';
import type { Clock, JournalEntry } from '../../core/ports.ts';
import { createResponder } from './responder.ts';
import type { SlackCalls } from './slack-calls.ts';
import { slackCodeOf } from './slack-error.ts';
import { INTERRUPTED } from './texts.ts';

const targetSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('thread'), channel: z.string(), threadTs: z.string(), ts: z.string().nullable() }),
  z.object({ kind: z.literal('private'), responseUrl: z.url() }),
]);
const FINISH_WITHIN_MS = 20_000;

/**
 * Ends the message that an earlier process left half written: its text stays and a note is put under it.
 *
 * @throws {UpstreamError} Slack does not take it
 */
export async function finishInterrupted(
  { calls, clock }: { readonly calls: SlackCalls; readonly clock: Clock },
  { target, shownText }: JournalEntry,
): Promise<void> {
  const place = targetSchema.parse(target);
  const signal = AbortSignal.timeout(FINISH_WITHIN_MS);
  const text = shownText.trim() === '' ? INTERRUPTED : `${shownText}\n\n${INTERRUPTED}`;
  if (place.kind === 'private') {
    await createResponder({ url: place.responseUrl, clock }).respond(text, { isReplacing: true, signal });
    return;
  }
  const { channel, threadTs, ts } = place;
  if (ts === null) {
    await calls.post({ channel, threadTs }, text, signal);
    return;
  }
  await stopIfStreaming(calls, { channel, ts }, signal);
  await calls.update({ channel, ts }, text, signal);
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
