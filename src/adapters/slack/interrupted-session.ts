import { z } from 'zod';
import type { Logger } from '../../core/ports.ts';
import type { JournalEntry } from '../../core/state-store.ts';
import type { PaneCalls } from './pane-calls.ts';
import { slackCodeOf } from './slack-error.ts';

const threadTarget = z.object({ kind: z.literal('thread'), channel: z.string(), threadTs: z.string() });
const END_WITHIN_MS = 5_000;

/**
 * Takes the Stop button away from a conversation that an earlier process left working: Slack would show it for another hour.
 * Never rejects.
 */
export async function endInterruptedSession(
  { pane, logger }: { readonly pane: PaneCalls; readonly logger: Logger },
  { target }: JournalEntry,
): Promise<void> {
  const thread = threadTarget.safeParse(target).data;
  if (thread === undefined) return;
  try {
    await pane.setSession(thread, 'active', { signal: AbortSignal.timeout(END_WITHIN_MS) });
  } catch (error) {
    logger.debug({ event: 'slack.session_left_open', code: slackCodeOf(error), err: error });
  }
}
