import { EVENT_CLAIM_TTL_MS } from '../../../core/adapter-texts.ts';
import { tellInDm } from '../messages/tell-privately.ts';
import { discordCodes, toDiscordCode } from '../discord-error.ts';
import { retryPassing } from '../rest/retry-passing.ts';
import type { Cancellable } from '../../../core/ports.ts';
import type { DiscordContext } from '../discord-context.ts';
import type { CommandPlace } from '../reply/reply-target.ts';

/** Discord refuses an acknowledgement after 3 s. @see https://docs.discord.com/developers/interactions/receiving-and-responding */
const ACK_WITHIN_MS = 2700;

/**
 * Acknowledges a command, again and again while there is time. Gives `false` when somebody else has, or it is too late; then
 * the person is told in a DM, since Discord shows a failure and nothing else can be written.
 *
 * @throws {UpstreamError} Discord failed for as long as it would have taken one
 */
export async function acknowledge(
  context: DiscordContext,
  place: CommandPlace,
  attempt: (options: Cancellable) => Promise<void>,
): Promise<boolean> {
  const { core, logger } = context;
  const { createdAt } = place;
  const signal = AbortSignal.timeout(ACK_WITHIN_MS);
  const once = async ({ isAgain }: { readonly isAgain: boolean }): Promise<boolean> => {
    try {
      await attempt({ signal });
      core.telemetry.acknowledged('discord', core.clock.now() - createdAt);
      return true;
    } catch (error) {
      const code = toDiscordCode(error);
      // After a try whose answer was lost, it is this one that was acknowledged.
      if (code === discordCodes.alreadyAcknowledged) return isAgain;
      if (code !== discordCodes.unknownInteraction) throw error;
      logger.warn({ event: 'discord.acknowledged_late', err: error });
      await tellLate(context, place);
      return false;
    }
  };
  return retryPassing(once, { clock: core.clock, until: createdAt + ACK_WITHIN_MS, signal });
}

const LATE = 'Discord did not let me take your command in time. Please give it again.';

/** Tells whoever gave a command in a DM that it came to nothing, once over processes. Never rejects: there is no other way left. */
export async function tellLate(context: DiscordContext, { interaction, userId }: CommandPlace): Promise<void> {
  const { core, logger } = context;
  try {
    const isNews = await core.claims.claim(`discord:late:${interaction.id}`, { ttlMs: EVENT_CLAIM_TTL_MS });
    if (isNews) await tellInDm(context, userId, LATE);
  } catch (error) {
    logger.warn({ event: 'discord.untold', err: error });
  }
}
