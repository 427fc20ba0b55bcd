import { RESTARTING } from '../../../core/adapter-texts.ts';
import { HAND_OVER_MS } from '../discord-context.ts';
import type { DiscordContext } from '../discord-context.ts';
import type { CommandReply } from './command-reply.ts';

/** Leaves a question to another process while this one ends; when nobody takes it, says when to ask again. */
export async function declineForRestart({ core }: DiscordContext, reply: CommandReply): Promise<void> {
  await core.clock.sleep(HAND_OVER_MS, AbortSignal.timeout(HAND_OVER_MS * 2));
  await reply.tell(RESTARTING);
}
