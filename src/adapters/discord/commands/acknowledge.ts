import { discordCodes, toDiscordCode } from '../discord-error.ts';
import { retryPassing } from '../rest/retry-passing.ts';
import type { Cancellable } from '../../../core/ports.ts';
import type { DiscordContext } from '../discord-context.ts';

/** Discord refuses an acknowledgement after 3 s. @see https://docs.discord.com/developers/interactions/receiving-and-responding */
const ACK_WITHIN_MS = 2700;

/**
 * Acknowledges a command, again and again while there is time. Gives `false` when somebody else has, or it is too late.
 *
 * @param createdAt when the command came, in epoch ms
 * @throws {UpstreamError} Discord failed for as long as it would have taken one
 */
export async function acknowledge(
  { core, logger }: DiscordContext,
  createdAt: number,
  attempt: (options: Cancellable) => Promise<void>,
): Promise<boolean> {
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
      return false;
    }
  };
  return retryPassing(once, { clock: core.clock, until: createdAt + ACK_WITHIN_MS, signal });
}
