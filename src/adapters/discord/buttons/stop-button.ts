import { toUserKey } from '../../../core/turn.ts';
import { acknowledge } from '../commands/acknowledge.ts';
import type { DiscordContext } from '../discord-context.ts';
import type { ButtonPress } from './button-press.ts';

/** Another process with the same token may be writing the answer: it gets this long to take the press. */
const LEAVE_TO_OTHERS_MS = 1200;

const NOT_YOURS = 'Only the person who asked can stop this answer.';
const NOT_WRITING = 'This answer is not being written any more: there is nothing to stop.';

/**
 * Stops an answer for the one who asked, or for an admin. The message itself then says so. A process that does not write
 * the answer waits for the one that does, and only then says that nobody does; Discord lets one of them through.
 */
export async function pressStop(context: DiscordContext, { button, place, reply }: ButtonPress): Promise<void> {
  const { core, api, trusted, logger } = context;
  const { turnId } = button;
  const asker = core.running.asker(turnId);
  if (asker === undefined) {
    await core.clock.sleep(LEAVE_TO_OTHERS_MS, AbortSignal.timeout(2 * LEAVE_TO_OTHERS_MS));
    return reply.tell(NOT_WRITING);
  }
  const isAllowed = asker === toUserKey('discord', place.userId) || trusted.admins.has(`discord:${place.userId}`);
  if (!isAllowed) return reply.tell(NOT_YOURS);
  core.running.stop(turnId);
  logger.info({ event: 'discord.answer_stopped', turnId });
  await acknowledge(context, place, (options) => api.acknowledgePress(place.interaction, options));
}
